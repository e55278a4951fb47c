"""Where pairtui keeps the user's configuration, themes, history, captures and log."""

from pathlib import Path

import platformdirs


def config_file() -> Path:
    """The settings, whether or not the file is there."""
    return Path(platformdirs.user_config_dir("pairtui")) / "config.toml"


def themes_folder() -> Path:
    """Themes of the user's own, a `.toml` file each."""
    return config_file().parent / "themes"


def devices_folder() -> Path:
    """Models of the user's own for the device book, any number in a `.toml` file."""
    return config_file().parent / "devices"


def history_folder(virtual: bool = False) -> Path:
    """The attempts of this session and of earlier ones, with their captures; those with `virtual` devices apart."""
    return Path(platformdirs.user_state_dir("pairtui")) / ("history-lab" if virtual else "history")


def fleet_index() -> Path:
    """What was collected of a fleet."""
    return Path(platformdirs.user_state_dir("pairtui")) / "fleet.db"


def fleet_key() -> Path:
    """The key of this gateway's stand-ins for addresses, where its group has none."""
    return Path(platformdirs.user_state_dir("pairtui")) / "fleet.key"


def saved_folder() -> Path:
    """Captures and support bundles that the user asked for."""
    return Path(platformdirs.user_state_dir("pairtui")) / "saved"


def log_file() -> Path:
    """What pairtui writes about itself."""
    return Path(platformdirs.user_log_dir("pairtui")) / "pairtui.log"


def trial_bonds_folder() -> Path:
    """The bonds that experiments have made and not removed yet."""
    return Path(platformdirs.user_state_dir("pairtui")) / "trial-bonds"


def verified_file() -> Path:
    """When each bond was last seen to work."""
    return Path(platformdirs.user_state_dir("pairtui")) / "verified.json"
