"""The people of the demo instance: who they are, how they sign in."""

from __future__ import annotations

from dataclasses import dataclass

from core.credit_codes import check_character
from identity.roles import Role

PASSWORD = "tianping-2026"  # noqa: S105 — printed on the console of every training instance
PASSPHRASE = "yanlian-2026"  # noqa: S105 — the same


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrganisation:
    """A body or firm; `serial` makes its 统一社会信用代码, which is well-formed and belongs to nobody."""

    key: str
    name: str
    serial: int
    address: str = ""
    phone: str = ""

    @property
    def uscc(self) -> str:
        first_17 = f"91510100MADEM{self.serial:04d}"
        return first_17 + check_character(first_17)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Somebody who can sign in; `keys` says whether they hold a key box."""

    sign_in_name: str
    name: str
    organisation: str
    roles: tuple[Role, ...]
    keys: bool = False
    duty: str = ""


ORGANISATIONS = (
    DemoOrganisation(
        key="centre", name="天府公共资源交易中心", serial=1, address="天府大道北段1号", phone="028-80000001"
    ),
    DemoOrganisation(key="finance", name="天府财政局政府采购监督管理科", serial=2, phone="028-80000002"),
    DemoOrganisation(
        key="tenderer",
        name="成都市双流区综合行政执法局",
        serial=3,
        address="成都市双流区",
        phone="028-80000003",
    ),
    DemoOrganisation(
        key="agency",
        name="四川信联政通招标代理有限公司",
        serial=4,
        address="成都市武侯区",
        phone="028-80000004",
    ),
    DemoOrganisation(
        key="shanhe",
        name="成都山河空间信息技术有限公司",
        serial=5,
        address="中国（四川）自由贸易试验区成都市天府新区湖畔路北段366号1栋3楼1号",
    ),
    DemoOrganisation(key="siqian", name="成都思乾科技有限公司", serial=6),
    DemoOrganisation(key="weidu", name="泸州维度科技有限公司", serial=7),
    DemoOrganisation(key="baofengxue", name="成都暴风雪科技有限公司", serial=8),
    DemoOrganisation(key="shipan", name="成都东部新区石盘街道办事处", serial=9, address="成都东部新区"),
    DemoOrganisation(key="xianfeng", name="咸丰县学校后勤管理办公室", serial=10, address="恩施州咸丰县"),
)

PEOPLE = (
    DemoPerson(
        sign_in_name="admin",
        name="陈立",
        organisation="centre",
        roles=(Role.ADMINISTRATOR,),
        duty="系统管理员",
    ),
    DemoPerson(
        sign_in_name="agency",
        name="李敏",
        organisation="agency",
        roles=(Role.AGENCY,),
        keys=True,
        duty="代理机构项目负责人、开标小组成员",
    ),
    DemoPerson(
        sign_in_name="tenderer",
        name="王建国",
        organisation="tenderer",
        roles=(Role.TENDERER,),
        duty="采购人经办",
    ),
    DemoPerson(
        sign_in_name="shipan", name="罗莉", organisation="shipan", roles=(Role.TENDERER,), duty="采购人经办"
    ),
    DemoPerson(
        sign_in_name="xianfeng",
        name="向军",
        organisation="xianfeng",
        roles=(Role.TENDERER,),
        duty="采购人经办",
    ),
    DemoPerson(
        sign_in_name="staff",
        name="赵静",
        organisation="centre",
        roles=(Role.CENTRE_STAFF,),
        keys=True,
        duty="开标主持人、开标小组成员",
    ),
    DemoPerson(
        sign_in_name="acceptance",
        name="钱磊",
        organisation="centre",
        roles=(Role.CENTRE_STAFF,),
        duty="项目受理",
    ),
    DemoPerson(
        sign_in_name="supervisor",
        name="周正",
        organisation="finance",
        roles=(Role.SUPERVISOR,),
        keys=True,
        duty="监督人员、开标小组成员",
    ),
    DemoPerson(
        sign_in_name="shanhe",
        name="刘洋",
        organisation="shanhe",
        roles=(Role.BIDDER,),
        keys=True,
        duty="投标人",
    ),
    DemoPerson(
        sign_in_name="siqian",
        name="吴倩",
        organisation="siqian",
        roles=(Role.BIDDER,),
        keys=True,
        duty="投标人",
    ),
    DemoPerson(
        sign_in_name="weidu",
        name="孙伟",
        organisation="weidu",
        roles=(Role.BIDDER,),
        keys=True,
        duty="投标人",
    ),
    DemoPerson(
        sign_in_name="baofengxue",
        name="何雪",
        organisation="baofengxue",
        roles=(Role.BIDDER,),
        keys=True,
        duty="投标人",
    ),
)

EXPERT_NAMES = (  # noqa: SIM905 — thirty quoted names are harder to read
    "陈国栋 林晓梅 黄志强 徐慧敏 朱文博 马丽娟 胡建军 郭晓峰 罗雅琴 梁志远 宋丽华 郑海涛 谢春燕 韩立新 唐秀英 "
    "冯德明 于淑珍 董国华 萧玉兰 程志刚 曹雪梅 袁振宇 邓丽萍 许光明 傅晓东 沈月华 曾庆祥 彭秋菊 吕国平 苏婉清"
).split()
EMPLOYERS = (
    "四川大学",
    "西南交通大学",
    "电子科技大学",
    "成都理工大学",
    "西华大学",
    "四川省测绘地理信息局",
    "成都市勘察测绘研究院",
    "四川省自然资源科学研究院",
    "四川师范大学",
    "西南财经大学",
    "成都信息工程大学",
    "四川农业大学",
    "西南石油大学",
    "成都大学",
    "西南民族大学",
)


def expert_sign_in_name(number: int) -> str:
    """`expert01` … for the n-th demo expert, counted from 1."""
    return f"expert{number:02d}"


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the table the console prints."""

    sign_in_name: str
    name: str
    duty: str


def accounts() -> tuple[Account, ...]:
    """The accounts to print; every password is `PASSWORD`, every key-box passphrase `PASSPHRASE`."""
    people = tuple(Account(p.sign_in_name, p.name, p.duty) for p in PEOPLE)
    return (*people, Account("expert01 … expert30", "30名专家", "评审专家"))
