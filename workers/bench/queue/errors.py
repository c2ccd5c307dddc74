"""What can go wrong with a measurement; it never becomes a number."""

from __future__ import annotations

from flywheel.errors import FlywheelError


class MeasurementError(FlywheelError):
    """A contender lost a job, ran one twice, stood still or fell over."""
