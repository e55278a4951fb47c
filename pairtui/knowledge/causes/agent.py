"""Causes of this gateway: a question was asked of its user, and how that ended."""

from pairtui.knowledge.causes.cause import Cause, Text

CAUSES = (
    Cause(
        id="no-agent",
        title="No pairing agent on this gateway",
        side="local",
        texts=(
            Text(
                "No agent on {here} could be asked",
                "BlueZ asks an agent before every pairing, even where no number is compared. None was registered, so "
                "bluetoothd answered no for the user and the pairing was refused.",
                when="!coded",
            ),
            Text(
                "The agent that {here} had seems to be gone, and with it the adapter pairs no more",
                "The kernel asks for protection against a man in the middle where an agent has said that it can show "
                "or type digits. When the last agent goes, BlueZ makes the adapter not pairable and leaves that "
                "setting; each further Pairing Request is then refused with Pairing Not Supported.",
                when="smp:0x05 local + gateway-asked-mitm",
            ),
            Text(
                "The device pairs by PIN, and nobody on {here} was asked for it",
                "BlueZ asks an agent for the PIN; where none is registered it answers no, and the pairing is refused "
                "with {code} {name}. The log shows no question. A device that is not in pairing mode refuses alike.",
                when="legacy-device + !no-agent-logged + !runs-without-agent",
            ),
            Text(
                "No agent on {here} could be asked",
                "BlueZ asks an agent before every pairing, even where no number is compared. None was registered, so "
                "bluetoothd answered no for the user and the pairing was refused with {code} {name}.",
            ),
        ),
        supports={
            "no-agent-logged": 24,
            # bluetoothctl's answer to `default-agent` (client/agent.c): `agent on` may follow.
            "no-agent-said + !agent-registered": 24,
            "dbus:AgentNotAvailable": 20,
            "runs-without-agent + smp:0x0c local": 22,
            "runs-without-agent + smp:0x01 local": 22,
            "runs-without-agent + mgmt:0x05 + !smp-begun": 12,
            "runs-without-agent + dbus:AuthenticationFailed + !smp-begun": 12,
            "agent-needed-logged + dbus:AuthenticationFailed": 12,
            "negative-reply + answered-at-once + unpairable-offer": 11,
            "negative-reply + answered-at-once": 3,
            "negative-reply + answered-at-once + own-offer-unseen + le": 6,
            "negative-reply + answer-untimed": 7,
            "negative-reply + answer-untimed + unpairable-offer": 6,
            "negative-reply + answered-at-once + !smp-begun": 3,
            "negative-reply": 3,
            "no-logged": 6,
            # smp.c, smp_conn_security(), and src/adapter.c, adapter_set_io_capability().
            "smp:0x05 local + gateway-asked-mitm + responder + !start-seen": 14,
            "negative-reply-quoted + dbus:AuthenticationFailed": 5,
            "smp:0x0c local": 4,
            "smp:0x01 local": 4,
            "dbus:AuthenticationFailed": 3,
            "dbus:AuthenticationRejected": 2,
            # A PIN that nobody gives is refused with HCI 0x18, of which the kernel makes Rejected.
            "legacy-device + dbus:AuthenticationRejected + !agent-asked": 9,
            "mgmt:0x05 + !dbus:AuthenticationFailed": 2,
            "windows:0x10": 4,
        },
        contradicts={
            "user-said-no": 20,
            "prompted": 12,
            "answered-late": 10,
            "prompt-expired": 12,
            "agent-asked": 8,
            "digits-shown": 8,
            "agent-registered + !no-agent-logged": 8,
            # src/device.c and src/agent.c, new_auth(): an error line says so where there is none.
            "no-logged + hint-logged + !no-agent-logged": 6,
            # A value that a side computed, or a capability it lacks: no answer of an agent comes to that.
            "smp:0x02": 20,
            "smp:0x03": 20,
            "smp:0x04": 20,
            "smp:0x06": 20,
            "smp:0x07": 20,
            "smp:0x0b": 20,
            # Connect() asks no agent, unless the device wants to be paired meanwhile.
            "step:connection + outer-only": 15,
        },
        fixes=("agent", "keep-agent"),
        settles="bluetoothd's log of that moment: it says “No agent available” where there was none",
    ),
    Cause(
        id="agent-rejected",
        title="The question on this gateway was answered with no",
        side="local",
        texts=(
            Text(
                "You answered the question on {here} with no",
                "The question was answered with no, so the pairing was refused. If two numbers were shown and they "
                "really differed, somebody may be in the middle.",
                when="user-said-no",
            ),
            Text(
                "The pairing was cancelled on {here}",
                "Somebody on {here} cancelled the pairing or removed the device while it ran.",
                when="cancelled-here",
            ),
            Text(
                "The pairing was cancelled on {here}",
                "bluetoothd took the pairing back: the program that had asked for it cancelled it, or ended.",
                when="mgmt:0x10",
            ),
            Text(
                "An earlier pairing was answered with no on {here}; this is the same request again",
                "The question to the user had been answered with no before. The peer, or a read of {here} that waits "
                "for security, asked again, and {here} refuses it without asking.",
                when="smp:0x05 local + refused-here-before",
            ),
            Text(
                "The pairing was cancelled on {here}",
                "Windows reports the pairing as cancelled: by the user, by the program, or by Windows itself, where a "
                "question of its own and the program's stood open together.",
                when="windows:0x0e",
            ),
            Text(
                "The pairing was cancelled on {here}",
                "The browser reports the pairing as cancelled: somebody closed the dialog, or the page asked again "
                "while the dialog for the first request was still open.",
                when="web:AuthCanceled",
            ),
            Text(
                "The program on {here} answered with no",
                "The program's own handler did not accept the pairing: it says no, knows this kind of pairing not at "
                "all, or answered too late.",
                when="windows:0x11",
            ),
            Text(
                "The agent on {here} asked for a PIN or a key and gave none",
                "An agent asked its user, and BlueZ then reports the pairing as rejected: nobody could type an answer, "
                "the program of the agent had no terminal, or it answered no.",
                when="dbus:AuthenticationRejected + agent-asked",
            ),
            Text(
                "The question on {here} was answered with no",
                "The question was answered with no at once, so a program said it: an agent that rejects, one whose "
                "program is gone, or bluetoothd itself for want of an agent.",
                when="negative-reply + answered-at-once",
            ),
            Text(
                "The question on {here} was answered with no",
                "The question whether to pair was answered with no, so the pairing was refused. If two numbers were "
                "shown and they really differed, somebody may be in the middle.",
            ),
        ),
        supports={
            "android:3": 6,
            "user-said-no": 24,
            "cancelled-here + !silent-briefly + !silent-30s": 20,
            "negative-reply": 12,
            "no-logged + !hint-logged": 9,
            "negative-reply-quoted + dbus:AuthenticationFailed": 9,
            "rejected-logged": 30,
            "no-logged + hint-logged": 7,
            "smp:0x05 local + refused-here-before": 19,
            "smp:0x05 local + gateway-asked-security + !start-seen": 4,
            "smp:0x0c local": 6,
            "smp:0x01 local": 6,
            "smp:0x01 unknown": 3,
            "mgmt:0x10": 11,
            "dbus:Canceled": 4,
            "dbus:Rejected": 4,
            "dbus:AuthenticationRejected + agent-asked": 6,
            "dbus:AuthenticationFailed": 2,
            "windows:0x11": 12,
            "windows:0x0e": 8,
            "web:AuthCanceled": 8,
            "web:AuthRejected": 2,
        },
        contradicts={
            "prompt-expired": 10,
            "answered-late": 10,
            "runs-without-agent": 4,
            "no-agent-logged": 12,
            "never-connected": 20,
        },
        fixes=(
            "answer-same if numeric-comparison",
            "type-digits if passkey-entry",
            "answer-yes if !numeric-comparison + !passkey-entry + !cancelled-here + !mgmt:0x10",
            "pair if cancelled-here",
            "pair if mgmt:0x10 + !cancelled-here",
            "agent if !user-said-no + !cancelled-here + !mgmt:0x10",
        ),
        settles="bluetoothd's log, or the agent's own: which program answered",
        settles_elsewhere="the log of {here}: what answered the question",
    ),
    Cause(
        id="prompt-timeout",
        title="A question was not answered in time",
        side="local",
        texts=(
            Text(
                "The log ends after digits were shown that somebody has to type on the device",
                "The device waits for these digits and Enter, for about 30 seconds; other digits mean that it was "
                "asked again. Some older keyboards begin only after a key was pressed. The log does not show the end.",
                when="digits-open-at-end",
                side="unknown",
            ),
            Text(
                "The digits shown were not typed on the device in time",
                "Digits were shown that somebody has to type on the device, with Enter after them. The device did not "
                "get them within about 30 seconds.",
                when="digits-shown + !question-open",
            ),
            Text(
                "The pairing was given up on {here}, mostly for want of an answer in time",
                "bluetoothd cancelled a pairing that the kernel had ended already: a question or digits stood open too "
                "long, or the program that paired waited no longer. The log does not show which.",
                when="mgmt:0x0d local",
            ),
            Text(
                "The PIN was not given in time",
                "The device pairs by PIN, so somebody has to give it on {here}, and type it on a device that has keys. "
                "The log shows no question for it: mostly no agent was registered that could ask.",
                when="legacy-device + !question-open",
            ),
            Text(
                "The PIN was not given on the peer in time",
                "{Here} had given its PIN. The peer's controller waits for the same PIN from its own side, and after "
                "30 seconds the pairing is over.",
                when="unanswered-there + hci:0x22",
                side="peer",
            ),
            Text(
                "The log ends before the question on {here} is answered",
                "The controller or the kernel asked {here} for a PIN or a yes, and no answer and no end is in the log. "
                "It waits for about 30 seconds. Where nobody saw the question, no agent was there to show it.",
                when="question-open-at-end",
                side="unknown",
            ),
            Text(
                "The question on {here} was not answered in time",
                "Each step of a pairing must be done within 30 seconds. Nobody answered the question, so the pairing "
                "is over.",
            ),
        ),
        supports={
            "android:6": 5,
            "prompt-expired": 24,
            "answered-late": 24,
            "agent-timeout-logged": 24,
            "question-open-long": 24,
            "question-open + gateway-silent": 20,
            "gateway-silent + !question-open + !step:key distribution": 6,
            "question-open + hci:0x22": 15,
            "question-open-at-end": 6,
            "digits-open-at-end": 6,
            "unanswered-there + hci:0x22": 16,
            "pin-logged + hci:0x22 + !question-open + !unanswered-there": 6,
            "legacy-device + dbus:AuthenticationTimeout + !digits-shown": 6,
            "question-open + host-disconnected": 9,
            "digits-shown + dbus:AuthenticationTimeout": 12,
            "digits-shown + mgmt:0x08": 12,
            "digits-shown + took-30s": 12,
            "digits-shown + cancelled-here": 10,
            "digits-shown + silent-30s": 11,
            "took-60s + dbus:AuthenticationFailed": 10,
            "took-60s + dbus:AuthenticationCanceled": 8,
            "dbus:AuthenticationTimeout": 3,
            "mgmt:0x08": 2,
            "mgmt:0x0d local": 8,
            "smp:0x01 local": 2,
            "smp:0x01 unknown": 2,
            "windows:0x07": 4,
            "web:AuthTimeout": 4,
            "apple:4827": 12,
        },
        contradicts={"user-said-no": 20, "answered-at-once + !prompt-expired": 6},
        fixes=(
            "type-digits-shown if digits-shown + !question-open",
            "type-pin-there if unanswered-there + !digits-shown",
            "agent if legacy-device + !agent-asked + !digits-shown",
            "answer-in-time if !digits-shown + !unanswered-there",
        ),
        settles="pair again and answer at once: if it then passes, it was the time",
    ),
)
