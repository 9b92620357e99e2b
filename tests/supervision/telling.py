"""Telling a supervisor how supervision is, in tests."""

from supervision.models import PairFeedback, Supervision
from supervision.services import feedback as services


def make_kept(pair: Supervision, **answers: str) -> PairFeedback:
    """Kept to themselves by whoever is supervised."""
    answers = answers or {"helps": "The quiet room"}
    return services.keep_feedback(
        supervision_id=pair.pk, actor=pair.supervisee, revision=0, answers=answers
    )


def make_given(pair: Supervision, **answers: str) -> PairFeedback:
    return give(make_kept(pair, **answers))


def give(kept: PairFeedback) -> PairFeedback:
    return services.give_feedback(
        feedback_id=kept.pk, actor=kept.supervision.supervisee, revision=kept.revision
    )
