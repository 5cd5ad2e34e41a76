"""Orders and returns as plain records."""

from __future__ import annotations

from datetime import date

from actions.shop.models import Order, Return
from actions.shop.order_rules import can_return, returned_lines
from actions.shop.records import (
    OrderLineRecord,
    OrderRecord,
    PaymentRecord,
    ReturnRecord,
    ShipmentRecord,
)


def order_record(order: Order, today: date) -> OrderRecord:
    """Return an order with its lines, parcels and payments; ``returnable`` is as of today."""
    # A row that was changed just now holds members of enums: str() makes plain text of them.
    returned = returned_lines(order)
    return OrderRecord(
        number=order.number,
        status=str(order.status),
        placed_at=order.placed_at,
        currency=order.currency,
        total=order.total,
        shipping_cost=order.shipping_cost,
        customer_id=order.customer_id,
        customer_name=order.customer.name,
        email=order.customer.email,
        address=order.address,
        postcode=order.postcode,
        lines=tuple(
            OrderLineRecord(
                line_id=line.id,
                product_id=line.product_id,
                title=line.title,
                options=dict(line.options),
                quantity=line.quantity,
                unit_price=line.unit_price,
                returnable=can_return(order, line, today),
                returned=line.id in returned,
            )
            for line in order.lines
        ),
        shipments=tuple(
            ShipmentRecord(
                carrier=parcel.carrier,
                tracking_number=parcel.tracking_number,
                status=str(parcel.status),
                shipped_on=parcel.shipped_on,
                expected_on=parcel.expected_on,
                delivered_on=parcel.delivered_on,
            )
            for parcel in order.shipments
        ),
        payments=tuple(
            PaymentRecord(
                kind=str(payment.kind),
                method=payment.method,
                status=str(payment.status),
                amount=payment.amount,
                at=payment.at,
            )
            for payment in order.payments
        ),
        invoice_number=order.invoice_number,
    )


def return_record(entry: Return) -> ReturnRecord:
    """Return a return or an exchange."""
    return ReturnRecord(
        number=entry.number,
        order_number=entry.order.number,
        line_ids=tuple(line.id for line in entry.lines),
        status=str(entry.status),
        reason=entry.reason,
        exchange_for=entry.exchange_for,
        refund_amount=entry.refund_amount,
        opened_on=entry.opened_on,
        refunded_on=entry.refunded_on,
    )
