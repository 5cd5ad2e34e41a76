"""Chinese names and addresses: no spaces, no capitals, so cues and the words of addresses count."""

from __future__ import annotations

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易"
    "常武乔贺赖龚文鲍温詹焦柴岳童庞颜倪牛芦季俞章鲁葛伍韦聂柳邢梅庄涂祁舒耿牟苗凌纪靳甄裴屈覃霍翁隋甘柏柯阮"
    "桂闵瞿戚滕晏栾郁窦佟岑蔺米卞冉饶"
)
_DOUBLE_SURNAMES = "欧阳|司马|上官|诸葛|司徒|东方|独孤|慕容|皇甫|令狐"
_NOT_A_NAME = "(?!你|您|他|她|它|我|们|什么|怎么|不|的|快递|客服|外卖|店|一|这|那|没|个|啥|谁)"
_NAME = (
    rf"(?:(?:{_DOUBLE_SURNAMES})\p{{Han}}{{1,2}}|[{_SURNAMES}]\p{{Han}}{{1,2}}|\p{{Han}}{{2,3}})"
)
_KNOWN_NAME = rf"(?:(?:{_DOUBLE_SURNAMES})\p{{Han}}{{1,2}}|[{_SURNAMES}]\p{{Han}}{{1,2}})"
_LABEL = "(?:姓名|收[件货]人|联系人|持卡人|开户人)(?:姓名)?"

_WORD = r"[^\P{Han}寄到送在是址省市区县路街号给请从把我你住往改成为]"
_HEAD = (
    r"(?:(?:北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东"
    r"|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)(?:省|市|自治区)?\s?)?"
)
_AREA = rf"(?:{_WORD}{{1,7}}(?:市|区|县|镇|乡|州|盟|旗|新区)\s?)"
_STREET = rf"{_WORD}{{1,10}}(?:路|街|大道|大街|巷|弄|胡同|道|村|小区|花园|广场)\s?"
_HOUSE = (
    r"\d{1,5}(?:-\d{1,4})?(?:号楼|号院|号|弄|栋|幢)\s?"
    r"(?:(?:[A-Z]?\d{1,4}|[一二三四五六七八九十甲乙丙丁]|[A-Z])(?:号楼|栋|幢|座|单元|层|楼|室|号|户)?\s?){0,5}"
)


class ChineseNameRecogniser(Recogniser):
    """Chinese names after 我叫, 姓名, 收件人 and their like."""

    entity = "name"
    precedence = Precedence.NAME
    hint = r"叫|姓|名字|收件|收货|联系人|我是|本人|[寄发交送]给|转交|name|1[3-9]\d{9}"
    patterns = (
        PatternSpec(
            "called",
            rf"(?:(?<![帮给替为])我叫|我的名字是|名字叫|名字是)\K{_NOT_A_NAME}{_NAME}",
            0.8,
        ),
        PatternSpec("surname", rf"(?:我|本人)姓\K[{_SURNAMES}]", 0.7, hint="姓"),
        PatternSpec("label", rf"{_LABEL}\s?[:：是\s]\s?\K{_NOT_A_NAME}{_NAME}", 0.8),
        PatternSpec("label alone", rf"{_LABEL}为?\K{_KNOWN_NAME}", 0.7),
        PatternSpec(
            "label and comma",
            rf"(?:收[件货]人|联系人)\K{_NOT_A_NAME}(?!电话|信息|地址|号码|手机|姓名|名字)\p{{Han}}{{2,3}}"
            r"(?=[,，;；。.!！]|\s*\Z)",
            0.7,
        ),
        PatternSpec(
            "sent to", rf"(?:发给|交给|送给|转交)\K{_NOT_A_NAME}{_KNOWN_NAME}(?=[,，;；])", 0.6
        ),
        PatternSpec(
            "posted to", rf"寄给\K{_NOT_A_NAME}(?:{_KNOWN_NAME}|\p{{Han}}{{2,3}}(?=[,，;；]))", 0.7
        ),
        PatternSpec(
            "before a phone",
            rf"(?:\A|[,，;；\n] ?)\K{_KNOWN_NAME}(?=[,，;；\s]\s?1[3-9]\d{{9}})",
            0.7,
        ),
        PatternSpec("English label", rf"\bname(?: is|:)? \K{_KNOWN_NAME}(?!\p{{Han}})", 0.7),
        PatternSpec("I am", rf"(?:我是|本人)\K{_NOT_A_NAME}{_KNOWN_NAME}(?=[,，。.!！\s]|\Z)", 0.6),
    )


class ChineseAddressRecogniser(Recogniser):
    """Chinese addresses, from the province to the room."""

    entity = "address"
    precedence = Precedence.ADDRESS
    hint = r"[省市区县镇路街道巷弄村号室栋邨]"
    patterns = (
        PatternSpec("street and number", rf"{_HEAD}{_AREA}{{0,4}}{_STREET}{_HOUSE}", 0.8),
        PatternSpec(
            "estate and room",
            rf"{_HEAD}{_AREA}{{1,4}}{_WORD}{{2,14}}?(?:{_HOUSE}|\d{{1,4}}(?:室|栋|单元)[\d栋单元室\-]*)",
            0.7,
        ),
        PatternSpec(
            "after cue",
            r"(?:地址|寄到|送到|寄往|送往|住在)[是为:：改成\s]{0,4}"
            r"\K(?=\p{Han}{0,20}[省市区县镇路街])(?=[\p{Han}\w\-]{0,38}\d)"
            r"[\p{Han}\w\-]{4,40}",
            0.7,
        ),
    )
