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
    bonds          every bond: transport, level, key, identity, when it last
                   worked
    book           how known models are brought into pairing mode
    bundle         everything that support needs, without secrets, as one
                   archive
    config         the settings in effect, and where they come from
    doctor         each source up or down, why, the remedy
    explain        what a code, an error or a log line means
    find-out       why a device does not pair, by experiments; all is put back
    fleet          the console on many gateways, over an MQTT broker
    grant          a service that hands Bluetooth sockets to users
    lab            the console on a virtual gateway with virtual devices
    observe        keep each verdict for `publish`
    pair           pair one device, without the console
    policy         show an adapter's pairing settings, or set some
    publish        send kept verdicts to an MQTT broker
    redact         copy a capture or log without its secrets
    replay         the console on a capture or log
    snapshot       a screen of the console on a capture or log, as SVG or text
    unpair         remove one device and its bond
    verify         find out whether a bond works
    watch          the events of the live sources, one per line

exit status: 0 fine, 1 a pairing failed or a failure was found, 2 the input or
the command line cannot be used, 3 a needed source is missing
"""
