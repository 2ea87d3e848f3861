"""The stored models of quarters."""

from datetime import date

from banso.judgement.forecasts.models import FittedQuarter
from banso.judgement.forecasts.rules import STARTING, Model, quarter_of


def model_from(row: FittedQuarter) -> Model:
    """A stored row as a model."""
    return Model(
        coefficients=tuple(row.coefficients),
        covariance=tuple(tuple(line) for line in row.covariance),
        rows=row.rows,
        losses=row.losses,
    )


def stored_model(day: date) -> Model:
    """The model that judges a day, as last fitted; the starting one where none was."""
    row = FittedQuarter.objects.filter(quarter=quarter_of(day)).first()
    return model_from(row) if row else STARTING
