"""A table per recogniser of names and addresses: what it finds, and what looks like it."""

from __future__ import annotations

import pytest

from bot.privacy.detect import Detector
from bot.privacy.recognisers import (
    AddressRecogniser,
    ChineseAddressRecogniser,
    ChineseNameRecogniser,
    PersonRecogniser,
    Recogniser,
)

FOUND: list[tuple[Recogniser, list[tuple[str, str]]]] = [
    (
        PersonRecogniser(),
        [
            ("the order is for Tom Ashby", "Tom Ashby"),
            ("please deliver to Tom Ashby", "Tom Ashby"),
            ("c/o Maya Fenwick", "Maya Fenwick"),
            ("c/o maya fenwick, 14 mill lane", "maya fenwick"),
            ("send it to Maya van Dyke instead", "Maya van Dyke"),
            ("it was signed for by J. O'Brien", "J. O'Brien"),
            ("a present for my wife Annika.", "Annika"),
            ("my partner's name is Priya Raman", "Priya Raman"),
            ("your driver Barnaby Thistlewood shouted at me", "Barnaby Thistlewood"),
            ("Can I speak to Gregor please", "Gregor"),
            ("Hi Sanjay, where is it?", "Sanjay"),
            ("Thanks,\nMaya", "Maya"),
            ("We're the Maya Fenwick household", "Maya Fenwick"),
            ("We're the MAYA FENWICK household, missing a stove", "MAYA FENWICK"),
            ("from: Maya Fenwick\nre: a tent", "Maya Fenwick"),
            ("you spelt me wrong: Maya Fenwick. And is it blue", "Maya Fenwick"),
            ("It never came.\nMaya Fenwick", "Maya Fenwick"),
            ("It never came. - Maya", "Maya"),
            ("I'm Tom, and I want a refund", "Tom"),
            ("Tom Ashby, tom.ashby@example.com", "Tom Ashby"),
            ("Tom Ashby, 5 Harbour Way, Bristol", "Tom Ashby"),
            ("Tom Ashby, order 10031", "Tom Ashby"),
            ("Tom said it was too small", "Tom"),
            ("it is Tom's address", "Tom"),
            ("kind regards,\nmaya fenwick", "maya fenwick"),
            ("put it in maya fenwick's name", "maya fenwick"),
            ("account holder: maya fenwick\nitem: a tent", "maya fenwick"),
            ("i spoke to annika yesterday", "annika"),
            ("hiya, maya fenwick here, it broke", "maya fenwick"),
            ("the label should say Maya Fenwick on it", "Maya Fenwick"),
            ("a neighbour called tom took it", "tom"),
            ("please ship to Jill Brown", "Jill Brown"),
            ("Maya Fenwick\nmaya@example.com", "Maya Fenwick"),
            ("Hey, it's Maya Fenwick again about the tent", "Maya Fenwick"),
            ("Order was under Maya Fenwick, look", "Maya Fenwick"),
            ("My name? maya fenwick", "maya fenwick"),
            ("could Tom from your team ring me", "Tom"),
            ("a birthday present for Annika, size 10", "Annika"),
            ("signed, maya fenwick", "maya fenwick"),
            ("Tom here :) is it back?", "Tom"),
            ("Spelling is Maya Fenwick, not Mia", "Maya Fenwick"),
            ("read: Happy birthday Annika!", "Annika"),
            ("ms priya raman returned it", "priya"),
            ("maya fenwick (order 10023)", "maya fenwick"),
            ("Ottokar, could you pass me on to someone else", "Ottokar"),
            ("I'm writing for Elli Binner, who has no e-mail", "Elli Binner"),
            ("change it from Maya Fenwick to Keith Holmes", "Keith Holmes"),
            ("it was Zoe Harper who paid", "Zoe Harper"),
            ("booked as Jemma White", "Jemma White"),
            ("Account name Iain Williams, can't log in", "Iain Williams"),
            ("Please call me Joshua", "Joshua"),
            ("Bradley Hope wants to know if it fits", "Bradley Hope"),
            ("Hello, Brenda again from yesterday", "Brenda"),
            ("i go by georgia", "georgia"),
            ("Sender: Ashley Barker, item FW-1", "Ashley Barker"),
            ("the account belongs to Maurice Page, my wife", "Maurice Page"),
            ("Thanks for your help Abigail!", "Abigail"),
            ("everyone calls me Jordan, ok", "Jordan"),
            ("The person who packed it was Alan, tell her", "Alan"),
            ("Is this the account of Aimee Jennings?", "Aimee Jennings"),
            ("June Clarke\njune@example.com", "June Clarke"),
            ("the order is for Ben Walker", "Ben Walker"),
            ("first name maya, order placed friday", "maya"),
            ("Maya Fenwick\n14 Mill Lane\nLeeds\nLS1 4AB", "Maya Fenwick"),
        ],
    ),
    (
        AddressRecogniser(),
        [
            ("14 Mill Lane\nLeeds\nLS1 4AB", "14 Mill Lane\nLeeds\nLS1 4AB"),
            (
                "New one: 9 Billy Loop\nSouth Upton\nLS1 4AB. In blue",
                "9 Billy Loop\nSouth Upton\nLS1 4AB",
            ),
            ("12 rue Descartes, Lyon", "12 rue Descartes, Lyon"),
            ("Calle Mayor 5", "Calle Mayor 5"),
            ("Nassaustraat 123", "Nassaustraat 123"),
            ("PO Box 123", "PO Box 123"),
            ("98 árpád fejedelem útja 45", "98 árpád fejedelem útja 45"),
            ("she lives on Nassaukade Noord 12", "Nassaukade Noord 12"),
            (
                "3 The Old Forge\nUpper Combe\nDevon\nEX2 5BG",
                "3 The Old Forge\nUpper Combe\nDevon\nEX2 5BG",
            ),
            ("68 Raymond Coves, Jamesfort, PA 86748", "68 Raymond Coves, Jamesfort, PA 86748"),
            ("at 12 long meadow, upper combe, ls1 4ab", "12 long meadow, upper combe, ls1 4ab"),
            ("27 President St", "27 President St"),
            ("return to 45 aðalgata", "45 aðalgata"),
            ("Brook Cottage, Ilkley, LS29 9XX", "Brook Cottage, Ilkley, LS29 9XX"),
            ("Kossuth utca 5.\n9 em\nPécs 13222", "Kossuth utca 5.\n9 em\nPécs 13222"),
        ],
    ),
    (
        ChineseNameRecogniser(),
        [
            ("我叫王小明", "王小明"),
            ("我叫王小明,想退货", "王小明"),
            ("姓名:欧阳娜娜", "欧阳娜娜"),
            ("收件人:李雷", "李雷"),
            ("寄给韦瑞,谢谢", "韦瑞"),
            ("收件人晏婷婷,电话", "晏婷婷"),
            ("我是张伟,我的包裹呢", "张伟"),
            ("姓名鲍超,电话", "鲍超"),
            ("订单10023,收件人米丽娟", "米丽娟"),
        ],
    ),
    (
        ChineseAddressRecogniser(),
        [
            ("请寄到北京市朝阳区建国路88号", "北京市朝阳区建国路88号"),
            (
                "地址是广东省深圳市南山区科技园路15号3栋502室",
                "广东省深圳市南山区科技园路15号3栋502室",
            ),
            ("上海市浦东新区世纪大道100号", "上海市浦东新区世纪大道100号"),
            ("我住在南京西路1266号", "南京西路1266号"),
        ],
    ),
]

LEFT: list[tuple[Recogniser, list[str]]] = [
    (
        PersonRecogniser(),
        [
            "a tent for Ben Nevis",
            "Trail Runner 3, size 42",
            "is the Forest Jacket for Women waterproof?",
            "deliver to Northern Ireland",
            "a gift for my wife, size 10",
            "my son loves the Trail Runner",
            "Thanks, Green please",
            "Hi Team, where is it?",
            "I'm British.",
            "Yesterday's order",
            "Men's Trail Jacket",
            "Royal Mail said it was delivered",
            "Customer Service told me to write",
            "2 Trail Tents\n3 Water Bottles",
            "Black Friday orders",
            "Does the Alpine Pro 45 come in Navy Blue?",
            "Do you sell Moss Green Trousers",
            "Kind regards",
            "Originally bought in May",
            "the Coast to Coast Walk",
            "can you help Please",
            "Dear Sirs, the tent leaks",
            "please call me later",
            "is Black Friday on, and is it for Kids Boots",
            "a present for Christmas.",
            "is the order under review?",
            "Nothing here",
            "it took 20 ms longer",
            "one jacket (order placed in May)",
            "as another buyer pointed out.",
            "the recipient is having trouble",
            "it's shown here filled",
            "Introducing the Rustic Resonance Telecaster, a guitar",
            "our premium Granny Smith apples",
            "Included is our guarantee",
            "the jacket for Ben Nevis. Helly Hansen or Jack Wolfskin?",
            "many thanks, great service",
            "I spoke with someone last week",
            "order placed, delivery is coming",
            "Sleeping Bags",
            "Backpack, can you tell me the size",
        ],
    ),
    (
        AddressRecogniser(),
        [
            "2 off road shoes",
            "10 dark green jackets",
            "a suite of 3 tents",
            "via PayPal",
            "place an order",
            "2 Trail Tents\nForest Green\norder 10023",
            "2 tents\n3 bags\n10023",
            "12 days ago\nI bought a tent\nfor £120",
            "3 Season Sleeping Bag",
            "20 litre Dry Bag, 10 Litre Dry Bag",
        ],
    ),
    (
        ChineseNameRecogniser(),
        [
            "名字叫啥忘记了",
            "帮我叫出租车",
            "姓名为抬头的",
            "打开姓名添加,太烦",
            "按姓名查找",
            "联系人电话号码",
            "我叫你们退货",
            "我是会员",
            "我是想问一下",
            "这个叫什么",
        ],
    ),
    (
        ChineseAddressRecogniser(),
        [
            "这个帐篷多少钱",
            "42号鞋有吗",
            "城市户外背包",
            "路上用的水壶有500毫升的吗",
            "XL号夹克",
            "住在靠居民区那边的房间",
        ],
    ),
]

DETECTOR = Detector(r"\d{5,6}")


@pytest.mark.parametrize(
    ("recogniser", "text", "value"),
    [(recogniser, text, value) for recogniser, rows in FOUND for text, value in rows],
)
def test_finds(recogniser: Recogniser, text: str, value: str) -> None:
    assert value in [span.value for span in recogniser.scan(text)]
    assert any(
        span.entity == recogniser.entity and span.value == value for span in DETECTOR.find(text)
    )


@pytest.mark.parametrize(
    ("recogniser", "text"), [(recogniser, text) for recogniser, rows in LEFT for text in rows]
)
def test_leaves_alone(recogniser: Recogniser, text: str) -> None:
    assert list(recogniser.scan(text)) == []
