"""Rules for failures of which only the log of a Zephyr device tells."""

from pairtui.pairing.attempt import Confidence, Diagnosis, Evidence, Fix
from pairtui.pairing.diagnosis.bond_rules import bond_missing
from pairtui.pairing.diagnosis.collision_rules import unseen_collision
from pairtui.pairing.diagnosis.common import KEYBOARD_DISPLAY, OTHER_BOND, PAIRING_MODE
from pairtui.pairing.diagnosis.predicates import Rule, record_of
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings

SEE_WHO = Fix("See who refused: in the log with CONFIG_BT_SMP_LOG_LEVEL_DBG=y, or in a btmon capture of the other side")


def _told(cause: str, title: str, explanation: str, *fixes: Fix) -> Rule:
    """A rule for an error that tells what was refused, and not by whom."""

    def rule(course: Course, around: Surroundings) -> Diagnosis | None:
        failure = course.attempt.failure
        said = f"{failure.code} {failure.name}" if failure else ""
        return Diagnosis(
            cause, title, explanation, Confidence.POSSIBLE, (Evidence(said, record_of(course)),), (*fixes, SEE_WHO)
        )

    return rule


RULES: dict[str, tuple[Rule, ...]] = {
    "zephyr:0x02": (bond_missing,),
    "zephyr:0x03": (
        _told(
            "oob-missing",
            "One side wants out-of-band data that was not given",
            "The device pairs with data given by other means, NFC or a code on its label.",
            Fix("Give both sides the data, or build the device without the demand for it"),
        ),
    ),
    "zephyr:0x04": (
        _told(
            "mitm-unachievable",
            "The security level asked for cannot be reached between these two",
            "One side requires more than the IO capabilities, the key sizes or the kind of pairing of the two can "
            "give: protection against a man in the middle with nothing to compare or type, or Secure Connections "
            "with a peer that has legacy pairing only.",
            KEYBOARD_DISPLAY,
            Fix(
                "In the firmware: require less (bt_conn_set_security), or allow legacy pairing "
                "(CONFIG_BT_SMP_SC_PAIR_ONLY=n)"
            ),
        ),
    ),
    "zephyr:0x05": (
        _told(
            "peer-not-in-pairing-mode",
            "One side does not pair, or not now",
            "A side that does not pair, or that is not in its pairing mode, answers so.",
            PAIRING_MODE,
            OTHER_BOND,
        ),
    ),
    "zephyr:0x06": (
        _told(
            "peer-rate-limit",
            "One side does not allow this pairing now",
            "Too many attempts in a row, a pairing over the other transport, or the application said no.",
            Fix("Wait a minute, or restart the device, then pair again", "pair"),
            OTHER_BOND,
        ),
    ),
    "zephyr:0x07": (
        _told(
            "peer-rejects-parameters",
            "One side does not accept a parameter of the other",
            "A field of a pairing PDU is outside what a side takes.",
            Fix("Offer legacy pairing only (`sudo btmgmt sc off`) and pair again", "secure-connections-off"),
        ),
    ),
    "zephyr:0x08": (
        _told(
            "peer-key-distribution",
            "One side refused a key that the other distributed",
            "The key came out of turn, is known to be unsafe, or could not be stored.",
            OTHER_BOND,
        ),
    ),
    "zephyr:0x09": (unseen_collision,),
}
