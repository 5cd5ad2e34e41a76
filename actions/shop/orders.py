"""Orders: looking them up, and the changes that a shopper may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from actions.shop.connection import Database
from actions.shop.errors import OrderStateError
from actions.shop.models import (
    Customer,
    Order,
    OrderStatus,
    OutgoingMessage,
    Payment,
    PaymentKind,
    PaymentStatus,
    Return,
    ReturnStatus,
    ShippingMethod,
    Variant,
    utc_now,
)
from actions.shop.order_records import order_record, return_record
from actions.shop.order_rules import (
    can_return,
    check_address_change,
    check_cancel,
    check_return,
    postcode_in,
    refund_for,
    returned_lines,
)
from actions.shop.records import OrderLineRecord, OrderRecord, ReturnRecord

_FIRST_RETURN = 20000


class Orders:
    """The shop's orders. Every method raises ``ShopUnavailableError`` if the database is away.

    Only ``verify`` checks whose order it is; the others are for orders that it has let through.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, number: str) -> OrderRecord | None:
        """Return an order, or None."""
        with self._database.reading() as session:
            order = _find(session, number)
            return order_record(order, date.today()) if order else None

    def verify(
        self,
        number: str,
        *,
        email: str | None = None,
        postcode: str | None = None,
        customer_id: int | None = None,
    ) -> OrderRecord | None:
        """Return an order if any of what is known of its owner is right.

        Args:
            number: The order's number.
            email: Compared without regard to case.
            postcode: Where the order goes to, or of the customer's address book: an order may have
                been sent elsewhere. Compared without regard to case and spaces.
            customer_id: Id of the signed-in customer; never from what somebody wrote.

        Returns:
            The order; None alike for an unknown one and for somebody else's.
        """
        with self._database.reading() as session:
            order = _find(session, number)
            if order is None:
                return None
            own = (order.postcode, *(entry.postcode for entry in order.customer.addresses))
            proofs = (
                customer_id is not None and customer_id == order.customer_id,
                _same(email, order.customer.email),
                any(_same(postcode, kept) for kept in own),
            )
            return order_record(order, date.today()) if any(proofs) else None

    def of_customer(self, customer_id: int, limit: int = 10) -> list[OrderRecord]:
        """Return a customer's orders, newest first."""
        query = (
            _whole(select(Order))
            .where(Order.customer_id == customer_id)
            .order_by(Order.placed_at.desc(), Order.id.desc())
            .limit(limit)
        )
        today = date.today()
        with self._database.reading() as session:
            return [order_record(order, today) for order in session.scalars(query)]

    def cancel(self, number: str) -> OrderRecord:
        """Cancel an order, start the refund of what was paid, put its items back into stock.

        Raises:
            OrderStateError: It can't be cancelled any more.
        """
        with self._database.writing() as session:
            order = _locked(session, number)
            check_cancel(order)
            if order.status != OrderStatus.PAYMENT_FAILED:  # that one reserved nothing
                _restock(session, order)
            order.status = OrderStatus.CANCELLED
            for payment in _payments(order, PaymentStatus.PENDING):
                order.payments.remove(payment)  # a card's reservation ends with the order
            for payment in _payments(order, PaymentStatus.PAID):
                order.payments.append(
                    Payment(
                        kind=PaymentKind.REFUND,
                        method=payment.method,
                        status=PaymentStatus.PENDING,
                        amount=payment.amount,
                        at=utc_now(),
                    )
                )
            _write_to_customer(session, order, "cancellation", "Your order has been cancelled")
            return order_record(order, date.today())

    def change_address(self, number: str, address: str) -> OrderRecord:
        """Send an order elsewhere.

        Args:
            number: The order's number.
            address: The whole address with its postcode; line breaks become commas.

        Raises:
            OrderStateError: It can't be sent elsewhere any more, or the address has no postcode.
        """
        with self._database.writing() as session:
            order = _locked(session, number)
            check_address_change(order)
            parts = (" ".join(line.split()).strip(" ,") for line in address.splitlines())
            order.address = ", ".join(part for part in parts if part)
            order.postcode = postcode_in(order.address)
            # Also a warning to the owner, if it was somebody else who asked.
            _write_to_customer(session, order, "address", "The address of your order has changed")
            return order_record(order, date.today())

    def returnable_lines(self, number: str) -> list[OrderLineRecord]:
        """Return the lines that can be sent back today; none for an unknown order."""
        order = self.get(number)
        return [line for line in order.lines if line.returnable] if order else []

    def open_return(
        self,
        number: str,
        line_ids: Sequence[int],
        reason: str,
        exchange_for: str | None = None,
    ) -> ReturnRecord:
        """Open a return, or an exchange.

        Args:
            number: The order's number.
            line_ids: Which lines to send back.
            reason: The shopper's words.
            exchange_for: The wanted size or colour; None for a refund.

        Raises:
            OrderStateError: One of the lines, or the whole order, can't be sent back.
        """
        today = date.today()
        wanted = set(line_ids)
        with self._database.writing() as session:
            order = _locked(session, number)
            check_return(order, today)
            lines = [line for line in order.lines if line.id in wanted]
            if not wanted or len(lines) != len(wanted):
                raise OrderStateError("I need to know which items of the order you mean.")
            for line in lines:
                if line.id in returned_lines(order):
                    raise OrderStateError(f"“{line.title}” is being returned already.")
                if not can_return(order, line, today):
                    raise OrderStateError(f"“{line.title}” can't be sent back.")
            refund = Decimal(0)
            if exchange_for is None:
                refund = refund_for(order, lines, session.scalars(select(ShippingMethod)).all())
            entry = Return(
                number=uuid4().hex,  # until the database has given the id
                lines=lines,
                status=ReturnStatus.REQUESTED,
                reason=reason,
                exchange_for=exchange_for,
                refund_amount=refund,
                opened_on=today,
            )
            order.returns.append(entry)
            session.flush()
            entry.number = f"R-{_FIRST_RETURN + entry.id}"
            order.status = OrderStatus.RETURN_REQUESTED
            _write_to_customer(session, order, "return", f"Label for your return {entry.number}")
            return return_record(entry)

    def returns(self, number: str) -> list[ReturnRecord]:
        """Return the returns and exchanges of an order, oldest first; none for an unknown one."""
        with self._database.reading() as session:
            order = _find(session, number)
            return [return_record(entry) for entry in order.returns] if order else []

    def send_invoice(self, number: str) -> str:
        """Have the invoice sent to the customer's e-mail address; return its number.

        Raises:
            OrderStateError: The order is not paid.
        """
        with self._database.writing() as session:
            order = _locked(session, number)
            if not _payments(order, PaymentStatus.PAID):
                raise OrderStateError("There is no invoice yet, because the order is not paid.")
            if order.invoice_number is None:
                order.invoice_number = f"INV-{order.number}"
            _write_to_customer(session, order, "invoice", f"Your invoice {order.invoice_number}")
            return str(order.invoice_number)


def _whole(query: Any) -> Any:
    return query.options(
        joinedload(Order.customer).selectinload(Customer.addresses),
        selectinload(Order.lines),
        selectinload(Order.shipments),
        selectinload(Order.payments),
        selectinload(Order.returns).selectinload(Return.lines),
    )


def _find(session: Session, number: str) -> Order | None:
    query = _whole(select(Order)).where(Order.number == number.strip().lstrip("#"))
    order: Order | None = session.scalars(query).one_or_none()
    return order


def _locked(session: Session, number: str) -> Order:
    """Return an order that nobody else changes until the session ends."""
    # On SQLite a writing session is alone anyway.
    session.execute(
        select(Order.id).where(Order.number == number.strip().lstrip("#")).with_for_update()
    )
    order = _find(session, number)
    if order is None:
        raise OrderStateError("I can't find that order.")
    return order


def _same(given: str | None, kept: str) -> bool:
    told = "".join((given or "").split()).casefold()
    return bool(told) and told == "".join(kept.split()).casefold()


def _payments(order: Order, status: PaymentStatus) -> list[Payment]:
    return [
        payment
        for payment in order.payments
        if payment.kind == PaymentKind.PAYMENT and payment.status == status
    ]


def _restock(session: Session, order: Order) -> None:
    quantities = sorted(
        (line.variant_id, line.quantity) for line in order.lines if line.variant_id is not None
    )
    for variant_id, quantity in quantities:  # in order of ids, so that no two wait for each other
        session.execute(
            update(Variant)
            .where(Variant.id == variant_id)
            .values(stock=Variant.stock + quantity)
            .execution_options(synchronize_session=False)
        )


def _write_to_customer(session: Session, order: Order, kind: str, subject: str) -> None:
    session.add(
        OutgoingMessage(
            order_id=order.id,
            kind=kind,
            recipient=order.customer.email,
            subject=subject,
            created_at=utc_now(),
        )
    )
