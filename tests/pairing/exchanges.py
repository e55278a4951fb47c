"""Exchanges of a pairing as BlueZ and btmon show them, each by its name: the usual ones, and where each can break."""

from pairtui.pairing import actions as do
from pairtui.pairing import events
from pairtui.protocol.messages import att, hci, mgmt, smp
from pairtui.protocol.messages.smp import AuthReq, IoCapability, KeyDist
from pairtui.protocol.record import Direction
from pairtui.protocol.streams.air import AirPdu
from pairtui.protocol.values import Malformed, Secret, Unknown
from tests.pairing.live_gateway import ADDRESS, HANDLE, SCALE, Gateway, request, response, secret

ERROR = "org.bluez.Error."
PEER = bytes.fromhex(ADDRESS.replace(":", ""))[::-1] + b"\x02"
PHONE = "00:1B:2C:3D:4E:5F"
MITM_SC = AuthReq.BONDING | AuthReq.MITM | AuthReq.SC
NO_IO, BOTH = IoCapability.NO_INPUT_NO_OUTPUT, IoCapability.KEYBOARD_DISPLAY
Kind = events.PromptKind


class Exchange(Gateway):
    """A gateway with the turns that these exchanges have in common."""

    def pair(self, action=None, source="bluez", **device):
        action = action or do.Pair(SCALE)
        self.knows_the_scale(**device).event(events.ActionStarted, action=action, source=source)
        return self.host(mgmt.PairDevice(ADDRESS, 2, 4))

    def called(self, error=None, text="", action=None):
        error = error and ERROR + error
        return self.event(
            events.ActionFinished, action=action or do.Pair(SCALE), source="bluez", error=error, text=text
        )

    def ended(self, status):
        return self.host(mgmt.CommandComplete(mgmt.PairDevice.CODE, status, PEER))

    def asks(self, kind, entered=None, number=1):
        return self.event(events.PromptRaised, prompt=number, kind=kind, device=SCALE, entered=entered)

    def closed(self, why, number=1):
        return self.event(events.PromptClosed, prompt=number, why=why)

    def offers(
        self, io=BOTH, auth=MITM_SC, peer_io=NO_IO, peer_auth=AuthReq.BONDING, keys=(5, 7, 0, 1), sizes=(16, 16)
    ):
        self.sent(smp.PairingRequest(io, 0, auth, sizes[0], KeyDist(keys[0]), KeyDist(keys[1])))
        return self.received(smp.PairingResponse(peer_io, 0, peer_auth, sizes[1], KeyDist(keys[2]), KeyDist(keys[3])))

    def public_keys(self):
        return self.sent(smp.PairingPublicKey(bytes(32), bytes(32))).received(
            smp.PairingPublicKey(bytes(32), bytes(32))
        )

    def proven(self):
        self.sent(smp.PairingConfirm(secret())).received(smp.PairingConfirm(secret()))
        return self.sent(smp.PairingRandom(secret())).received(smp.PairingRandom(secret()))

    def encrypts(self, status=0):
        return self.sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret())).received(
            hci.EncryptionChange(status, HANDLE, int(not status))
        )

    def lost(self, reason=0x13, seconds=0.01):
        return self.received(hci.DisconnectionComplete(0, HANDLE, reason), seconds=seconds)

    def bredr(self):
        return self.received(hci.ConnectionComplete(0, HANDLE, PHONE, 1, 0))

    def called_by_phone(self, **changes):
        told = {"adapter": "hci0", "address": PHONE, "address_type": "public", "name": "Phone", **changes}
        return self.event(events.DeviceChanged, device="/org/bluez/hci0/dev_phone", changes=told)

    def ssp(self, theirs=3, ours=1, auth=5):
        self.bredr().sent(hci.AuthenticationRequested(HANDLE)).received(hci.LinkKeyRequest(PHONE))
        self.sent(hci.LinkKeyRequestNegativeReply(PHONE)).received(hci.IoCapabilityRequest(PHONE))
        self.sent(hci.IoCapabilityRequestReply(PHONE, ours, 0, auth))
        return self.received(hci.IoCapabilityResponse(PHONE, theirs, 0, auth))

    def overheard(self, pdu, direction=Direction.SENT):
        return self.record(Direction.HOST, AirPdu(HANDLE, direction is Direction.SENT, pdu))


def compared(g):
    g.pair().connected().offers(peer_io=IoCapability.DISPLAY_YES_NO, peer_auth=MITM_SC).public_keys().proven()
    g.host(mgmt.UserConfirmationRequest(ADDRESS, 2, 0, Secret(123456)))
    return g.asks(Kind.CONFIRM)


def typed_there(g):
    g.pair().connected().offers(peer_io=IoCapability.KEYBOARD_ONLY, peer_auth=MITM_SC).public_keys()
    g.host(mgmt.PasskeyNotify(ADDRESS, 2, Secret(123456), 0)).asks(Kind.SHOW_PASSKEY, 0).asks(Kind.SHOW_PASSKEY, 3)
    return g.received(smp.KeypressNotification(1)).host(mgmt.PasskeyNotify(ADDRESS, 2, Secret(123456), 1))


def keys(g):
    g.pair().connected().offers(auth=AuthReq.BONDING, keys=(3, 3, 3, 3)).proven().encrypts()
    return g.received(smp.EncryptionInformation(secret())).received(smp.CentralIdentification(7, 7))


def stored(g, size=16, kind=3):
    return g.host(mgmt.NewLongTermKey(1, ADDRESS, 2, kind, 0, size, 0, 0, secret()))


def reconnects(g):
    return g.knows_the_scale(paired=True, bonded=True).connected().sent(hci.LeEnableEncryption(HANDLE, 5, 5, secret()))


def incoming(g):
    g.knows_the_scale().connected(role=1).sent(smp.SecurityRequest(MITM_SC))
    return g.received(request(auth=AuthReq.BONDING, io=NO_IO)).sent(response(peer_io=BOTH, peer_auth=MITM_SC))


def stale(g):
    return g.pair().connected().received(smp.PairingFailed(5)).sent(hci.Disconnect(HANDLE, 0x13)).sent(request())


LEVEL = do.RequireLevel(SCALE, 3)
NEW = "hci0/c0:00:00:00:00:01"
REFUSED = mgmt.CommandComplete(mgmt.UserConfirmationNegativeReply.CODE, 0, PEER)

EXCHANGES = {
    # over LE, asked for here
    "numbers compared, paired": lambda g: (
        stored(compared(g).closed("answered").host(mgmt.UserConfirmationReply(ADDRESS, 2)).encrypts()).ended(0).called()
    ),
    "numbers compared, no here": lambda g: (
        compared(g)
        .closed("rejected")
        .host(mgmt.UserConfirmationNegativeReply(ADDRESS, 2))
        .sent(smp.PairingFailed(0x0C))
        .ended(5)
        .called("AuthenticationRejected")
    ),
    "numbers compared, no there": lambda g: compared(g).received(smp.PairingFailed(0x0C)).ended(5).called("Failed"),
    "the question withdrawn": lambda g: compared(g).closed("withdrawn").lost(8).called("AuthenticationTimeout"),
    "the question expired": lambda g: compared(g).closed("expired").called("AuthenticationCanceled", "Canceled"),
    "a no of which the end is shown": lambda g: compared(g).host(REFUSED),
    "given up here": lambda g: (
        compared(g).host(mgmt.CancelPairDevice(ADDRESS, 2)).sent(smp.PairingFailed(8)).ended(0x10)
    ),
    "a passkey mistyped there": lambda g: typed_there(g).received(smp.PairingFailed(4)).ended(5),
    "a passkey never typed there": lambda g: typed_there(g).sent(hci.Disconnect(HANDLE, 0x13), seconds=31).lost(0x16),
    "a passkey refused there": lambda g: typed_there(g).received(smp.PairingFailed(1)),
    "the level asked for": lambda g: (
        stored(g.pair(LEVEL).connected().offers().encrypts(), kind=0)
        .event(events.DeviceChanged, device=SCALE, changes={"level": 2})
        .called(action=LEVEL)
    ),
    "the level not reached": lambda g: (
        g.pair(LEVEL)
        .connected()
        .offers(peer_auth=AuthReq.BONDING)
        .sent(smp.PairingFailed(3))
        .called("Failed", "mitm", LEVEL)
    ),
    "the old bond removed": lambda g: (
        g.connected().pair(do.RemoveAndPair(SCALE), connected=True).lost(0x16).connected().offers().lost(0x3D)
    ),
    "a device that is still to be found": lambda g: (
        g.event(events.ActionStarted, action=do.Pair(NEW), source="lab")
        .knows_the_scale(firmware="1.2", modalias="bluetooth:v004Cp4A1Bd0100", manufacturer=76)
        .connected()
        .features()
    ),
    "no trace, rejected": lambda g: (
        g.knows_the_scale().event(events.ActionStarted, action=do.Pair(SCALE)).called("AuthenticationRejected", "no")
    ),
    "no trace, without its begin": lambda g: g.knows_the_scale().called("ConnectionAttemptFailed", "Page Timeout"),
    "no trace, paired already": lambda g: g.knows_the_scale().called("AlreadyExists"),
    "no connection": lambda g: (
        g.pair()
        .received(hci.LeConnectionComplete(0x3E, 0, 0, 1, ADDRESS, 0, 0, 0))
        .called("Failed", "le-connection-abort-by-local")
    ),
    "the call given up": lambda g: (
        g.pair()
        .sent(hci.LeCreateConnectionCancel())
        .received(hci.LeConnectionComplete(2, 0, 0, 1, ADDRESS, 0, 0, 0))
        .ended(0x10)
    ),
    "the call refused": lambda g: g.pair().received(hci.CommandStatus(0x0C, 1, hci.LeCreateConnection.CODE)),
    "Connect failed": lambda g: (
        g.knows_the_scale()
        .event(events.ActionStarted, action=do.Connect(SCALE), source="bluez")
        .called("Failed", "br-connection-page-timeout", do.Connect(SCALE))
    ),
    "the peer silent for 30 s": lambda g: (
        g.pair().connected().sent(request()).sent(hci.Disconnect(HANDLE, 0x13), seconds=30).lost(0x16).ended(8)
    ),
    "the gateway silent for 30 s": lambda g: g.pair().connected().offers().lost(0x13, 30),
    "the link lost": lambda g: g.pair().connected().offers().proven().lost(8),
    "the link lost among the keys": lambda g: keys(g).lost(8),
    "the keys not complete in 30 s": lambda g: keys(g).lost(0x16, 30),
    "keys nobody agreed on": lambda g: keys(g).sent(smp.SigningInformation(secret())).received(smp.PairingFailed(8)),
    "a key refused": lambda g: keys(g).received(smp.IdentityInformation(secret())).received(smp.PairingFailed(0x0F)),
    "encryption failed": lambda g: g.pair().connected().offers(auth=AuthReq.BONDING).proven().encrypts(0x3D).lost(0x3D),
    "encryption never answered": lambda g: (
        g.pair()
        .connected()
        .offers(auth=AuthReq.BONDING)
        .proven()
        .sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret()))
        .lost(0x22, 40)
    ),
    "encryption refused by the controller": lambda g: (
        g.pair()
        .connected()
        .offers()
        .proven()
        .sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret()))
        .received(hci.CommandStatus(0x0C, 1, hci.LeEnableEncryption.CODE))
    ),
    "short keys": lambda g: g.pair().connected().offers(sizes=(16, 7)).sent(smp.PairingFailed(6)),
    "short keys offered": lambda g: g.pair().connected().offers(sizes=(7, 16)).received(smp.PairingFailed(6)),
    "a weak offer": lambda g: g.pair().connected().sent(request(NO_IO, AuthReq(0))).received(smp.PairingFailed(3)),
    "Secure Connections only": lambda g: (
        g.event(events.AdapterChanged, adapter="hci0", changes={"policy": {"secure-connections": 2}})
        .pair()
        .connected()
        .offers()
        .sent(smp.PairingFailed(3))
    ),
    "legacy pairing refused": lambda g: (
        g.pair().connected().offers(peer_io=BOTH, peer_auth=MITM_SC & ~AuthReq.SC).sent(smp.PairingFailed(3))
    ),
    "legacy pairing refused, level 4": lambda g: (
        g.pair(do.RequireLevel(SCALE, 4)).connected().offers().sent(smp.PairingFailed(3))
    ),
    "the DHKey check fails": lambda g: (
        g.pair()
        .connected()
        .offers(peer_auth=MITM_SC)
        .public_keys()
        .proven()
        .sent(smp.PairingDHKeyCheck(secret()))
        .received(smp.PairingFailed(0x0B))
    ),
    "the DHKey check fails, the bond removed before": lambda g: (
        g.pair(do.RemoveAndPair(SCALE))
        .connected()
        .offers(peer_auth=MITM_SC)
        .public_keys()
        .proven()
        .sent(smp.PairingDHKeyCheck(secret()))
        .sent(smp.PairingFailed(0x0B))
    ),
    "refused after the public keys": lambda g: (
        g.pair().connected().offers(peer_io=BOTH, peer_auth=MITM_SC).public_keys().received(smp.PairingFailed(8))
    ),
    "OOB data missing": lambda g: g.pair().connected().sent(request()).received(smp.PairingFailed(2)),
    "too many attempts": lambda g: g.pair().connected().sent(request()).received(smp.PairingFailed(9)).lost(),
    "refused three times": lambda g: [
        g.pair()
        .connected()
        .sent(request())
        .received(smp.PairingFailed(5))
        .lost()
        .ended(5)
        .called("AuthenticationFailed")
        for _ in range(3)
    ],
    "two refusals that cross": lambda g: (
        g.pair().connected().offers().sent(smp.PairingFailed(8)).received(smp.PairingFailed(5))
    ),
    "a refusal said again": lambda g: (
        g.pair().connected().sent(request()).received(smp.PairingFailed(5)).received(smp.PairingFailed(5))
    ),
    "a request that was still to be sent": stale,
    "a request on the next link": lambda g: stale(g).lost(0x16).connected().sent(request()),
    "a second request": lambda g: g.connected().features().sent(request()),
    "a damaged PDU": lambda g: (
        g.pair().connected().offers().received(Malformed("SMP PDU", "it is cut off")).sent(smp.PairingFailed(0x0A))
    ),
    "an unknown PDU": lambda g: g.pair().connected().offers().received(Unknown("smp", 0x20)).lost(),
    "a refused read, and what came of it": lambda g: (
        g.knows_the_scale()
        .connected()
        .received(att.ErrorResponse(10, 3, 5))
        .features()
        .received(att.ErrorResponse(10, 3, 0x0F))
        .received(smp.PairingFailed(8))
    ),
    "a PHY update meanwhile": lambda g: (
        g.pair()
        .connected()
        .offers(auth=AuthReq.BONDING)
        .proven()
        .sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret()))
        .received(hci.LePhyUpdateComplete(0, HANDLE, 2, 2))
        .lost(0x22)
    ),
    "the level that the device has": lambda g: g.pair(LEVEL, level=3).called(action=LEVEL),
    "numbers compared, the log begins late": lambda g: (
        g.knows_the_scale()
        .connected()
        .proven()
        .host(mgmt.UserConfirmationRequest(ADDRESS, 2, 0, Secret(123456)))
        .received(smp.PairingFailed(0x0C))
    ),
    "numbers compared, and then nothing": lambda g: (
        g.knows_the_scale()
        .connected()
        .proven()
        .host(mgmt.UserConfirmationRequest(ADDRESS, 2, 0, Secret(123456)))
        .host(mgmt.UserConfirmationReply(ADDRESS, 2))
        .sent(smp.PairingDHKeyCheck(secret()))
        .sent(hci.Disconnect(HANDLE, 0x13), seconds=31)
        .lost(0x16)
    ),
    "a device that is not known": lambda g: g.event(
        events.ActionStarted, action=do.Pair("/org/bluez/hci0/dev_9")
    ).event(events.ActionFinished, action=do.Pair("/org/bluez/hci0/dev_9"), error=f"{ERROR}ConnectionAttemptFailed"),
    "the gateway silent after both proved themselves": lambda g: g.pair().connected().offers().proven().lost(0x13, 30),
    "the peer silent after both proved themselves": lambda g: (
        incoming(g)
        .received(smp.PairingConfirm(secret()))
        .sent(smp.PairingConfirm(secret()))
        .received(smp.PairingRandom(secret()))
        .sent(smp.PairingRandom(secret()))
        .sent(hci.Disconnect(HANDLE, 0x13), seconds=30)
        .lost(0x16)
    ),
    # over LE, asked for by the peer
    "the peer asks, no here": lambda g: incoming(g).asks(Kind.AUTHORIZE).closed("rejected").sent(smp.PairingFailed(5)),
    "the peer asks, and is let in": lambda g: (
        incoming(g)
        .proven()
        .received(hci.LeLongTermKeyRequest(HANDLE, 0, 0))
        .sent(hci.LeLongTermKeyRequestReply(HANDLE, secret()))
        .received(hci.EncryptionChange(0, HANDLE, 1))
    ),
    "the peer asks without an agent": lambda g: (
        incoming(g.event(events.ActionFinished, action=do.SetCapability("")))
        .host(mgmt.UserConfirmationRequest(ADDRESS, 2, 1, Secret(0)))
        .host(mgmt.UserConfirmationNegativeReply(ADDRESS, 2))
        .sent(smp.PairingFailed(1))
    ),
    "the peer asks for security": lambda g: (
        g.knows_the_scale()
        .connected()
        .received(smp.SecurityRequest(AuthReq.BONDING))
        .sent(request())
        .sent(smp.PairingFailed(3))
    ),
    "reported by the kernel first": lambda g: g.host(mgmt.AuthenticationFailed(ADDRESS, 2, 5)).sent(
        smp.PairingFailed(8)
    ),
    # with a stored key
    "the key missing there": lambda g: reconnects(g).received(hci.EncryptionChange(6, HANDLE, 0)).lost(0x16),
    "the key wrong": lambda g: reconnects(g).lost(0x3D),
    "the key good": lambda g: reconnects(g).received(hci.EncryptionChangeV2(0, HANDLE, 1, 16)).lost(0x13),
    "the key missing here": lambda g: (
        g.knows_the_scale()
        .connected(role=1)
        .received(hci.LeLongTermKeyRequest(HANDLE, 7, 7))
        .sent(hci.LeLongTermKeyRequestNegativeReply(HANDLE))
        .lost(6)
    ),
}
