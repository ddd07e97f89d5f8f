"""Enrolments and their schedules, and turning what is due into nudges."""
