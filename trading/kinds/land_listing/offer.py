"""What a bidder for listed land hands in: who it is, and one sealed price at or above the starting price."""

from __future__ import annotations

from trading.choices import Envelope
from trading.kinds.land_listing.names import REGULATION
from trading.projects.domain.offer import FormLine, Offer, OpeningArticles, Part, Side

OFFER = Offer(
    lines=(
        FormLine(name="company_to_found", title="拟成立项目公司", maxlength=200),
        FormLine(name="note", title="备注"),
    ),
    parts=(
        Part(
            envelope=Envelope.QUALIFICATION,
            title="竞买申请文件",
            hint="竞买申请书、身份证明、保证金缴纳凭证等",
            least=1,
        ),
        Part(envelope=Envelope.TECHNICAL, title="其他文件", hint="出让文件要求的其他文件", least=0),
    ),
    side=Side.AT_LEAST,
    beyond="挂牌报价低于起始价",
    article=f"{REGULATION}第十九条",
    price_hint="土地出让总价，一次报价。",
    receipt_article=f"{REGULATION}第十七条",
    withdrawal_article=f"{REGULATION}第十七条（参照）",
    interested_article=f"{REGULATION}第四条（参照）",
    opening=OpeningArticles(
        shut=f"{REGULATION}第十七条（参照）",
        decrypting=f"{REGULATION}第十七条（参照）",
        undecrypted=f"{REGULATION}第十七条（参照）",
        record=f"{REGULATION}第二十条（参照）",
    ),
)
