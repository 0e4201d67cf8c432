"""What follows what: the whole score on one page.

A reaction is called with a `Work` and the event, in the reader's transaction, once. It reads the current state, since
the event may be old by then, and calls the actions of any slice.
"""

from comptoir.fulfilment.actions import (
    note_what_a_transfer_found,
    note_what_was_found,
    queue_cancelling,
    queue_labels,
    void_cancelled,
)
from comptoir.fulfilment.actions.printers import print_bag, print_label, queue_print
from comptoir.fulfilment.actions.waves.ending import finish_wave_of
from comptoir.fulfilment.events import (
    HandoverCancelled,
    LabelMade,
    LabelsWanted,
    LabelVoided,
    PreparationAnnounced,
    PreparationCancelled,
    PreparationCollected,
    PreparationEscalated,
    PreparationExpired,
    PreparationHandedBack,
    PreparationOpened,
    PreparationPacked,
    PreparationPicked,
    PreparationReady,
    PreparationRefused,
    PreparationReminded,
    PreparationSent,
    PreparationShipped,
    PreparationTaken,
    PreparationWithdrawn,
    PrintWanted,
    TransferCancelled,
    TransferPartlyReceived,
    TransferReceived,
    TransferSent,
    UnitsRefused,
    UnitsWithdrawn,
)
from comptoir.identity import events as identity_events
from comptoir.kit.events import Event, all_events
from comptoir.network.events import ChainSettingChanged, LocationChanged, LocationResumed, LocationSuspended
from comptoir.notices.actions import (
    announce_asked,
    announce_cancelled,
    announce_escalated,
    announce_expired,
    announce_given_up,
    announce_later,
    announce_order_placed,
    announce_ready,
    announce_reminder,
    announce_shipped,
)
from comptoir.notices.events import NoticeFailed, NoticeQueued, NoticeSent
from comptoir.orders.events import OrderCancelled, OrderLater, OrderPlaced, SubstituteAsked
from comptoir.payments.actions import queue_asking, queue_calling_off, queue_giving_back, queue_looking
from comptoir.payments.events import (
    PaymentAsked,
    PaymentBegun,
    PaymentCalledOff,
    PaymentDoubted,
    PaymentSettled,
    RefundBegun,
    RefundSettled,
)
from comptoir.routing.actions import (
    count_given,
    gather,
    give_back_uncollected,
    note_pace,
    note_risks_at,
    queue_trial,
    reroute_lost,
    reroute_refused,
    reroute_waiting,
    reroute_withdrawn,
    see_chances,
    see_chances_at,
    uncount_given,
    withdraw_bought,
    withdraw_short,
)
from comptoir.routing.events import ChanceSeen, OrderGivenUp, OrderRoutedAgain, TrialAsked
from comptoir.sales.actions import close_after_handover
from comptoir.sales.actions.learning import queue_learning
from comptoir.sales.events import BasketChanged, BasketLeft, LearningDue, PromotionsChanged
from comptoir.stock.events import HoldEnded, LevelsChanged, LevelsFed, ShortfallFound
from comptoir.webhooks.actions import queue_test
from comptoir.webhooks.events import WebhookTestAsked
from comptoir.wiring.reacting import Reactions

REACTIONS: Reactions = {
    OrderPlaced: (announce_order_placed,),
    OrderLater: (announce_later,),
    OrderCancelled: (announce_cancelled,),
    SubstituteAsked: (announce_asked,),
    OrderRoutedAgain: (gather,),
    OrderGivenUp: (announce_given_up,),
    ChanceSeen: (reroute_waiting,),
    PreparationOpened: (count_given,),
    PreparationTaken: (finish_wave_of,),
    PreparationHandedBack: (finish_wave_of,),
    PreparationPicked: (note_pace,),
    PreparationReady: (finish_wave_of, print_bag),
    LabelMade: (print_label,),
    PrintWanted: (queue_print,),
    PreparationPacked: (finish_wave_of,),
    PreparationAnnounced: (announce_ready, note_what_was_found),
    PreparationReminded: (announce_reminder,),
    PreparationRefused: (note_what_was_found, see_chances_at, finish_wave_of),
    PreparationWithdrawn: (uncount_given, see_chances_at, finish_wave_of),
    PreparationCancelled: (see_chances_at, void_cancelled, finish_wave_of),
    PreparationShipped: (announce_shipped, note_what_was_found),
    PreparationSent: (note_what_was_found,),
    LabelsWanted: (queue_labels,),
    LabelVoided: (queue_cancelling,),
    TransferSent: (note_what_a_transfer_found,),
    TransferCancelled: (note_what_a_transfer_found,),
    TransferPartlyReceived: (reroute_lost,),
    TransferReceived: (reroute_lost,),
    UnitsRefused: (reroute_refused,),
    UnitsWithdrawn: (reroute_withdrawn,),
    ShortfallFound: (withdraw_short,),
    HoldEnded: (withdraw_bought,),
    LevelsChanged: (see_chances,),
    LevelsFed: (see_chances,),
    LocationSuspended: (note_risks_at,),
    LocationChanged: (note_risks_at, see_chances_at),
    LocationResumed: (note_risks_at, see_chances_at),
    PreparationCollected: (close_after_handover,),
    PreparationEscalated: (announce_escalated,),
    PreparationExpired: (announce_expired, close_after_handover, give_back_uncollected),
    HandoverCancelled: (announce_expired, close_after_handover, give_back_uncollected),
    PaymentBegun: (queue_asking,),
    PaymentDoubted: (queue_looking,),
    PaymentCalledOff: (queue_calling_off,),
    RefundBegun: (queue_giving_back,),
    LearningDue: (queue_learning,),
    TrialAsked: (queue_trial,),
    WebhookTestAsked: (queue_test,),
}

SILENT: frozenset[type[Event]] = frozenset(
    {
        *(event for event in all_events() if event.__module__ == identity_events.__name__),
        NoticeQueued,
        NoticeSent,
        NoticeFailed,
        ChainSettingChanged,
        PaymentAsked,
        PaymentSettled,
        RefundSettled,
        BasketChanged,
        BasketLeft,
        PromotionsChanged,
    }
)
"""Events that nobody reacts to and no page shows: they stand in the log as a trail. Identity's are the audit of access;
those that end a right have the live connections asked again (see `app`)."""
