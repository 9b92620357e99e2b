"""A portfolio for the walk over every page."""

from people.models import User
from portfolio import services
from portfolio.models import Confirmation, Feedback
from portfolio.services.tables import let_table_wait
from prompts.models import Framework, PromptVersion
from tests.makers import make_entry
from tests.portfolio.makers import (
    make_account,
    make_cpd,
    make_cycle,
    make_feedback,
    make_file,
    make_hours,
)
from vault.ids import from_short, new_id, short


def kept(person: User) -> dict[str, str]:
    """A cycle, a line of each log, and one more of the last in the bin."""
    gone = make_feedback(person, "That the tea had been cold")
    services.delete_line(Feedback, line_id=gone.pk, actor=person)
    code = Framework.objects.get(key="nmc-2018")
    learned = make_cpd(person, 3, relates="I look twice now")
    make_file(person, learned)
    services.delete_file(file_id=make_file(person, learned, "Not this one").pk, actor=person)
    let_table_wait(owner=person, log="feedback", text="Date,Content\n2026-03-02,Thanks\nx,y\n")
    let_table_wait(owner=person, log="cpd", text="First day,Hours,Topic\n2026-03-02,1,Sepsis\n")
    cycle = make_cycle(person, code, two_registrations=True)
    source = make_entry(
        person,
        title="A cup at noon",
        answers={"happened": "I asked. She told me.\nMrs Jones rested."},
    )
    form = PromptVersion.objects.current().get(prompt__programme__key="nmc-account")
    account = services.begin_account(
        cycle_id=cycle.pk, form=form, sources=[source.pk], actor=person, id=new_id()
    )
    done = make_account(cycle, make_entry(person, title="A cup at six", finished=True))
    services.keep_form(Confirmation, cycle_id=cycle.pk, actor=person, role="manager")
    return {
        "cycle": short(cycle.pk),
        "account": short(account.pk),
        "account done": short(done.pk),
        "line hours": short(make_hours(person, 900, organisation="Kittiwake Ward").pk),
        "line cpd": short(learned.pk),
        "line feedback": short(make_feedback(person, source="family").pk),
    }


def portfolio_of(id: str) -> dict[str, str]:
    return kept(User.objects.get(pk=from_short(id)))
