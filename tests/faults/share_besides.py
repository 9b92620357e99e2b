"""What goes between a writer and her readers besides words, done in the model as well."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from journals.models import Share
from journals.services import depth, talking
from journals.services.read_these import say_read
from tests.faults.share_machine import SharingMachine, has_shares, readers
from tests.faults.share_model import WRITER


class BesidesMachine(SharingMachine):
    @rule()
    def turn_depth(self) -> None:
        self.model.wants_depth = not self.model.wants_depth
        writer = self.stage.person(WRITER)
        assert depth.turn_depth(person=writer, on=self.model.wants_depth)

    @has_shares
    @rule(data=st.data())
    def talk(self, data: st.DataObject) -> None:
        pk, share = self.pick(data)
        name = data.draw(readers)
        may = self.model.may_open(name, share)
        person = self.stage.person(name)
        refusal = None if may else Share.DoesNotExist
        added = self.tries(refusal, lambda: talking.talk_in_person(share_id=pk, reader=person))
        if may:
            assert added is not share.on_list
            share.trail += [] if share.on_list else ["commented"]
            share.put_on_list()

    @has_shares
    @rule(name=readers)
    def read_all(self, name: str) -> None:
        """Whatever the reader ticks: what may be goes, and the rest is left as it was."""
        self.touched = name
        told = say_read(share_ids=list(self.model.shares), reader=self.stage.person(name))
        mine = {pk: one for pk, one in self.model.shares.items() if self.model.may_open(name, one)}
        read = {pk for pk, one in mine.items() if one.state == "seen" and not one.revision}
        assert {share.pk for share in told.read} == read
        assert told.gone == len(self.model.shares) - len(mine)
        for pk in read:
            mine[pk].move("acknowledged", "share-read")
            mine[pk].said = ("read", {})
