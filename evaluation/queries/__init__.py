"""Reads of the evaluation, shaped for the reader: the member, the control room, the report, the public."""
