"""Evaluation methods: one file each, its formula as data and one pure function. No I/O, no clock."""
