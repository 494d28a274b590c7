"""The door: guards, forms, paging, problem documents, the layout and its components, Word documents.

Web knows how people and programs speak to the platform. It refuses to know what they speak about: no table,
no store and no rule of the trade is imported here; whoever acts is handed in as a `Visitor`.
"""
