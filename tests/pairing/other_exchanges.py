"""Exchanges of a pairing over BR/EDR, and what happens to the gateway meanwhile."""

from pairtui.pairing import events
from pairtui.protocol.messages import hci
from pairtui.protocol.record import Cut, Direction, LogLine
from pairtui.protocol.values import Secret
from tests.pairing.exchanges import PHONE, compared, incoming
from tests.pairing.live_gateway import HANDLE, secret

OTHER_EXCHANGES = {
    # that come to no pairing
    "a MIC failure alone": lambda g: g.connected().lost(0x3D),
    # over BR/EDR
    "BR/EDR, numbers compared": lambda g: (
        g.called_by_phone()
        .ssp()
        .received(hci.UserConfirmationRequest(PHONE, Secret(1)))
        .sent(hci.UserConfirmationRequestReply(PHONE))
        .received(hci.SimplePairingComplete(0, PHONE))
        .received(hci.LinkKeyNotification(PHONE, secret(), 8))
        .received(hci.AuthenticationComplete(0, HANDLE))
        .received(hci.EncryptionChange(0, HANDLE, 2))
    ),
    "BR/EDR, no there": lambda g: (
        g.called_by_phone()
        .ssp()
        .received(hci.UserConfirmationRequest(PHONE, Secret(1)))
        .sent(hci.UserConfirmationRequestReply(PHONE))
        .received(hci.SimplePairingComplete(5, PHONE))
        .received(hci.AuthenticationComplete(5, HANDLE))
    ),
    "BR/EDR, left typing there": lambda g: (
        g.called_by_phone()
        .ssp(theirs=2)
        .received(hci.UserPasskeyNotification(PHONE, Secret(1)))
        .received(hci.KeypressNotification(PHONE, 1))
        .received(hci.SimplePairingComplete(5, PHONE))
    ),
    "BR/EDR, a PIN mistyped": lambda g: (
        g.called_by_phone()
        .bredr()
        .sent(hci.AuthenticationRequested(HANDLE))
        .received(hci.PinCodeRequest(PHONE))
        .sent(hci.PinCodeRequestReply(PHONE, 4, Secret(b"1234")))
        .received(hci.AuthenticationComplete(5, HANDLE))
    ),
    "BR/EDR, a PIN refused": lambda g: (
        g.called_by_phone()
        .bredr()
        .received(hci.PinCodeRequest(PHONE))
        .sent(hci.PinCodeRequestNegativeReply(PHONE))
        .received(hci.AuthenticationComplete(6, HANDLE))
    ),
    "BR/EDR, a short key": lambda g: (
        g.called_by_phone()
        .ssp(theirs=3, ours=3, auth=0)
        .received(hci.SimplePairingComplete(0, PHONE))
        .received(hci.LinkKeyNotification(PHONE, secret(), 4))
        .received(hci.AuthenticationComplete(0, HANDLE))
        .received(hci.EncryptionChange(0, HANDLE, 1))
        .received(hci.EncryptionKeySizeRead(0, HANDLE, 6))
        .sent(hci.Disconnect(HANDLE, 5))
        .lost(0x16)
    ),
    "BR/EDR, the key missing there": lambda g: (
        g.called_by_phone(paired=True, bonded=True)
        .bredr()
        .sent(hci.AuthenticationRequested(HANDLE))
        .received(hci.LinkKeyRequest(PHONE))
        .sent(hci.LinkKeyRequestReply(PHONE, secret()))
        .received(hci.AuthenticationComplete(6, HANDLE))
    ),
    # what befalls the gateway
    "the adapter unplugged": lambda g: incoming(g).event(events.AdapterRemoved, adapter="hci0"),
    "the controller crashed": lambda g: g.pair().connected().offers().received(hci.HardwareError(0x12)).lost(8),
    "bluetoothd killed": lambda g: (
        g.pair()
        .connected()
        .offers()
        .host(LogLine("systemd", "bluetooth.service: Main process exited, code=killed, status=9/KILL"))
        .called("NoReply")
    ),
    "the log cut": lambda g: compared(g).host(LogLine("note", "BlueZ 5.66")).record(Direction.HOST, Cut("again")),
}
