"""What a bidder of an open tender hands in."""

from __future__ import annotations

from trading.choices import Envelope
from trading.kinds.procurement.enterprise import ENTERPRISE_TITLES
from trading.projects.domain.offer import FormLine, Offer, OpeningArticles, Part, Side

#: Bids above the budget are invalid like those above a ceiling (投标报价超过招标文件中规定的预算金额或者最高限价).
CEILING_ARTICLE = "《政府采购货物和服务招标投标管理办法》第六十三条"

OFFER = Offer(
    lines=(
        FormLine(
            name="enterprise",
            title="企业类型声明",
            choices={kind.value: title for kind, title in ENTERPRISE_TITLES.items()},
            unsaid="不声明（不享受小微企业价格扣除）",
            unknown="不是列出的企业类型，视为未声明",
            hint="与投标文件中的《中小企业声明函》一致；监狱企业、残疾人福利性单位视同小型、微型企业。"
            "虚假声明按提供虚假材料谋取中标处理（《政府采购促进中小企业发展管理办法》第二十条）。",
        ),
        FormLine(name="period", title="交付（服务）期限", required=True, maxlength=200),
        FormLine(name="warranty", title="质量保证期", maxlength=200),
        FormLine(name="note", title="备注"),
    ),
    parts=(
        Part(
            envelope=Envelope.QUALIFICATION,
            title="资格证明文件",
            hint="营业执照、资格声明等，开标后供资格审查",
            least=1,
        ),
        Part(
            envelope=Envelope.TECHNICAL,
            title="商务技术文件",
            hint="技术方案、业绩、人员等，开标后供评审",
            least=1,
        ),
        Part(
            envelope=Envelope.PRICE,
            title="报价文件",
            hint="采购文件要求分项报价表的在此添加；开标一览表由本页填写并自动密封",
            least=0,
        ),
    ),
    side=Side.AT_MOST,
    beyond="投标报价超过最高限价",
    article=CEILING_ARTICLE,
    free="投标报价为零元，不属于有偿取得（《政府采购法》第二条）",
    price_hint="含税总价。",
    receipt_article="《政府采购货物和服务招标投标管理办法》第三十三条",
    withdrawal_article="《政府采购货物和服务招标投标管理办法》第三十四条",
    interested_article="《政府采购货物和服务招标投标管理办法》第八条",
    opening=OpeningArticles(
        shut="《电子招标投标办法》第二十七条",
        decrypting="《电子招标投标办法》第三十条",
        undecrypted="《电子招标投标办法》第三十一条",
        record="《政府采购货物和服务招标投标管理办法》第四十二条",
    ),
)
