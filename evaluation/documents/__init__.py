"""The 评标报告 as a Word document."""

from evaluation.documents.report import SignedLine, report_document, report_identity

__all__ = ["SignedLine", "report_document", "report_identity"]
