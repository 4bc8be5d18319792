"""The record: its tables and the questions they answer; it knows neither pages nor exports."""

from atlas.record.record import Record, load

__all__ = ["Record", "load"]
