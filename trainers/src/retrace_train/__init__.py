"""Offline learning from episodes recorded by Retrace; the command is ``retrace-train``."""
