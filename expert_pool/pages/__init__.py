"""Pages of the pool and of its draws. They translate and decide nothing.

Staff, agency, bidders and the public see a committee as 专家1 … until the names are published; only an
invitation's own page tells somebody that they were drawn.
"""

from litestar import Router

from expert_pool.pages.console import CONSOLE_PAGES
from expert_pool.pages.invitations import INVITATION_PAGES
from expert_pool.pages.parties import PARTY_PAGES
from expert_pool.pages.pool import POOL_PAGES
from expert_pool.pages.public import PUBLIC_PAGES
from expert_pool.pages.representatives import REPRESENTATIVE_PAGES

pages_router = Router(
    path="/",
    route_handlers=[
        *POOL_PAGES,
        *CONSOLE_PAGES,
        *PARTY_PAGES,
        *PUBLIC_PAGES,
        *INVITATION_PAGES,
        *REPRESENTATIVE_PAGES,
    ],
)

__all__ = ["pages_router"]
