"""The training clock over JSON, for programs that let deadlines pass; absent on any other instance."""

from __future__ import annotations

from app.training.move_time import clock_face
from app.training.permissions import Permission
from web.views import told

CLOCK = told("/api/training/clock", clock_face, needs=Permission.CLOCK_MOVE)
