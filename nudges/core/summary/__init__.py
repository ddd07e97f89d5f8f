"""The content of the weekly summary: figures, sentences, chart. It sends nothing."""
