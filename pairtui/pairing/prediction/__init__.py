"""Will it pair: what two sides' capabilities lead to, and what stands in the way."""
