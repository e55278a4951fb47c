"""Out-of-band data of a virtual device: what its label, a QR code or an NFC tag, says for good."""

from hashlib import sha256

from bumble import smp
from bumble.device import Device
from bumble.pairing import PairingConfig


def of_label(device: Device) -> PairingConfig.OobConfig:
    """The data of the device's own: for Secure Connections a random value with its key pair, for legacy pairing a TK.

    It goes with the key pair, by which the other side knows the device (Vol 3, Part H, 2.3.5.6.4).
    """
    pair = device.smp_manager.ecc_key
    digest = sha256(pair.x + pair.y).digest()
    return PairingConfig.OobConfig(
        our_context=smp.OobContext(pair, digest[:16]),
        peer_data=None,
        legacy_context=smp.OobLegacyContext(digest[16:]),
    )
