"""The pairings of the casts whose fault no experiment here tells for certain, each with the reason."""

NO_HAND = "the virtual device refuses whatever is done: nothing that a person could do to it is modelled"
FIRMWARE = "the fault is in its firmware: no setting of this gateway avoids it"

UNDECIDED = {
    ("classic", "car-kit", 2): "its user says no to Just Works too, so nothing changes the outcome",
    ("classic", "scanner", 1): "the wrong PIN is typed here, by a user who goes on typing it",
    ("classic", "repeated-attempts", 1): "each no makes it wait: two causes follow one another",
    ("refusals", "03-the-peer-requires-authentication", 1): NO_HAND,
    ("refusals", "05-the-peer-does-not-pair", 1): NO_HAND,
    ("refusals", "07-the-peer-does-not-know-the-command", 1): NO_HAND,
    ("refusals", "08-the-peer-refuses-at-the-feature-exchange", 1): NO_HAND,
    ("refusals", "08-the-peer-refuses-the-keys", 1): FIRMWARE,
    ("refusals", "08-the-peer-refuses-among-its-keys", 1): FIRMWARE,
    ("refusals", "0a-the-peer-refuses-the-parameters", 1): NO_HAND,
    ("refusals", "0d-the-peer-pairs-over-its-other-transport", 1): NO_HAND,
    ("refusals", "0e-the-peer-allows-no-key-of-the-other-transport", 1): NO_HAND,
    ("refusals", "0f-the-gateway-refuses-one-key", 1): FIRMWARE,
    ("refusals", "link-lost", 1): NO_HAND,
}
