"""Queries for the office: staff, their sessions, the audit, cases, and lists of people."""
