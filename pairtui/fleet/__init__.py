"""Many gateways over the operator's own MQTT broker: spool, publisher, collector, index."""
