"""The words that the shop's tables use for kinds and states."""

from __future__ import annotations

from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order is."""

    PENDING_PAYMENT = "pending_payment"
    PAYMENT_FAILED = "payment_failed"
    PROCESSING = "processing"
    PACKED = "packed"
    SHIPPED = "shipped"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery_failed"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return_requested"
    PARTLY_RETURNED = "partly_returned"
    RETURNED = "returned"


class ReturnStatus(StrEnum):
    """Where a return or an exchange is."""

    REQUESTED = "requested"
    RECEIVED = "received"
    INSPECTED = "inspected"
    REFUNDED = "refunded"
    EXCHANGED = "exchanged"
    REJECTED = "rejected"


class PaymentKind(StrEnum):
    """Which way the money goes."""

    PAYMENT = "payment"
    REFUND = "refund"


class PaymentStatus(StrEnum):
    """Where a payment or refund is."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"


class TicketKind(StrEnum):
    """What a colleague is asked to look into."""

    HANDOFF = "handoff"
    COMPLAINT = "complaint"
    ITEM_PROBLEM = "item_problem"
    PAYMENT_PROBLEM = "payment_problem"
