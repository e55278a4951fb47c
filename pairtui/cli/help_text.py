"""What `pairtui --help` prints. Made from the program's own tables by `make docs`: change those."""

HELP = """\
usage: pairtui [-h] [--version] [--theme NAME] [--ascii] [--slow] [--utc]
               [--debug] [--config FILE] [--capability IO] [--bleak]
               COMMAND ...

Pairing console for embedded Linux Bluetooth gateways. Without a command: the
live console.

options:
  -h, --help       show this help message and exit
  --version        show program's version number and exit
  --theme NAME     colours: the name of a theme, or a .toml file
  --ascii          draw with ASCII characters only
  --slow           draw less often, for a slow line
  --utc            show times in UTC, not local time
  --debug          write more into the log, for a bug report
  --config FILE    settings; default: config.toml of the user's configuration
  --capability IO  IO capability of the agent, such as NoInputNoOutput
  --bleak          discover and pair through this system's own Bluetooth; no
                   steps

commands:
  COMMAND
    analyze        the verdicts of captures or logs
    explain        what a code, an error or a log line means
    book           how known models are brought into pairing mode
    doctor         each source up or down, why, the remedy
    config         the settings in effect, and where they come from
    bundle         everything that support needs, without secrets, as one
                   archive
    redact         copy a capture or log without its secrets
    lab            the console on a virtual gateway with virtual devices
    replay         the console on a capture or log
    watch          the events of the live sources, one per line
    policy         show an adapter's pairing settings, or set some
    grant          a service that hands Bluetooth sockets to users
    snapshot       a screen of the console on a capture or log, as SVG or text
    pair           pair one device, without the console
    unpair         remove one device and its bond
    verify         find out whether a bond works
    find-out       why a device does not pair, by experiments; all is put back
    bonds          every bond: transport, level, key, identity, when it last
                   worked
    observe        keep each verdict for `publish`
    publish        send kept verdicts to an MQTT broker
    fleet          the console on many gateways, over an MQTT broker

exit status: 0 fine, 1 a pairing failed or a failure was found, 2 the input or
the command line cannot be used, 3 a needed source is missing
"""
