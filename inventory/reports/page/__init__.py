"""An inventory to one page of HTML that needs nothing but itself."""

from inventory.reports.page.assembling import page

__all__ = ["page"]
