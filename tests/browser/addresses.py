"""The pages of the table of access that a person may open, with things in their addresses."""

import re

from tests.access import table

CONVERTER = re.compile(r"<\w+:\w+>")
# For each address with an id, which thing of the gallery stands in it.
THINGS = {
    "your-journal/<id:pk>/": "finished",
    "your-journal/<id:pk>/write/": "entry",
    "your-journal/<id:pk>/care/": "entry",
    "your-journal/<id:pk>/later/": "entry",
    "your-journal/<id:pk>/history/": "finished",
    "your-journal/<id:pk>/purge/": "binned",
    "your-journal/<id:pk>/check/": "finished",
    "your-journal/<id:pk>/share/": "finished",
    "your-journal/<id:pk>/share/preview/": "finished",
    "your-journal/<id:pk>/share/outside/": "finished",
    "your-journal/<id:pk>/share/outside/preview/": "finished",
    "meetings/<id:pk>/": "meeting",
    "meetings/<id:pk>/edit/": "meeting",
    "meetings/<id:pk>/agenda/": "meeting",
    "meetings/<id:pk>/cancel/": "meeting",
    "meetings/<id:pk>/promises/": "meeting",
    "meetings/<id:pk>/minutes/": "meeting-over",
    "meetings/<id:pk>/minutes/write/": "meeting-over",
    "carry/<id:pk>/": "meeting-over",
    "join/<str:code>/": "ABCDEFGH",
    "promises/<id:pk>/": "promise",
    "promises/<id:pk>/change/": "promise",
    "promises/<id:pk>/answer/": "promise",
    "promises/<id:pk>/hand-over/": "promise",
    "promises/<id:pk>/delete/": "promise",
    "portfolio/cycles/<id:pk>/": "cycle",
    "portfolio/cycles/<id:pk>/coverage/": "cycle",
    "portfolio/cycles/<id:pk>/change/": "cycle",
    "portfolio/cycles/<id:pk>/delete/": "cycle",
    "portfolio/cycles/<id:pk>/accounts/": "cycle",
    "portfolio/cycles/<id:pk>/accounts/new/": "cycle",
    "portfolio/cycles/<id:pk>/pack/": "cycle",
    "portfolio/cycles/<id:pk>/discussion/": "cycle",
    "portfolio/cycles/<id:pk>/confirmation/": "cycle",
    "portfolio/accounts/<id:pk>/": "account",
    "portfolio/accounts/<id:pk>/sources/": "account",
    "portfolio/accounts/<id:pk>/check/": "account done",
    "portfolio/hours/<id:pk>/change/": "line hours",
    "portfolio/cpd/<id:pk>/change/": "line cpd",
    "portfolio/feedback/<id:pk>/change/": "line feedback",
    "portfolio/hours/<id:pk>/files/": "line hours",
    "portfolio/cpd/<id:pk>/files/": "line cpd",
    "portfolio/feedback/<id:pk>/files/": "line feedback",
    "peers/<id:pk>/end/": "peer",
    "supervision/<id:pk>/": "pair",
    "supervision/agreements/<id:pk>/": "agreement",
    "supervision/<id:pk>/agreement/change/": "pair",
    "supervision/<id:pk>/feedback/": "pair",
    "supervision/feedback/<id:pk>/": "feedback",
    "supervision/<id:pk>/end/": "pair",
    "supervision/<id:pk>/another/": "pair",
    "supervision/<id:pk>/hand-on/": "led",
    "supervision/handing/<id:pk>/": "handing",
    "supervision/<id:pk>/agreement/sign/": "pair",
    "supervision/sessions/<id:pk>/": "session read",
    "supervision/sessions/<id:pk>/change/": "session planned",
    "supervision/sessions/<id:pk>/read/": "session read",
    "supervision/sessions/<id:pk>/topic/": "session down",
    "supervision/drop-ins/<id:pk>/": "session drop-in",
    "groups/session/<id:pk>/": "session group",
    "shared/<id:pk>/group/": "session shared",
    "supervision/<id:pk>/sessions/": "session pair",
    "supervision/<id:pk>/sessions/new/": "session pair",
    "supervision/<id:pk>/topic/": "session pair",
    "shared/<id:pk>/": "share",
    "shared/told/<id:pk>/": "concern",
    "shared/<id:pk>/withdraw/": "share",
    "read/link/<str:token>/": "link",
    "your-journal/earlier/<id:pk>/": "revision",
    "take-out/<id:pk>/": "finished",
    "take-out/<id:pk>/for-others/": "finished",
    "me/addresses/<id:pk>/remove/": "address",
    "me/second-step/<id:pk>/remove/": "factor",
    "me/invitation/<str:token>/": "invitation",
    "me/wait/stop/<str:token>/": "hold",
    "library/<slug:key>/": "wright-2021",
    "library/<slug:key>/print/": "wright-2021",
    "library/prompt/<id:pk>/print/": "prompt",
    "library/codes/<slug:key>/": "nmc-2018",
    "measures/<id:pk>/": "measure",
    "measures/filled/<id:pk>/": "sitting",
    "bring-in/<id:pk>/": "text-waiting",
    "bring-in/<id:pk>/record/": "journal-brought",
    "library/prompt/<id:pk>/": "prompt",
    "sign-in/^forgotten/(?P<uidb36>[0-9a-f]{32})-(?P<key>[0-9A-Za-z-]{1,100})/$": "reset",
}
NOT_PAGES = {"healthz/live", "healthz/ready", "me/session/", "me/codes/download/", "read/state/",
             "library/<slug:key>/file/", "library/prompt/<id:pk>/file/",
             "supervision/sessions/<id:pk>/calendar/", "portfolio/files/<id:pk>/"}  # fmt: skip


def pages_of_the_table(things: dict[str, str], person: str) -> dict[str, str]:
    """Name and path of each page that the table opens to this person."""
    found = {}
    for address, row in table.addresses().items():
        line = row.get("GET", {}).get(person)
        opens = 200 in line if isinstance(line, list) else line == 200
        if opens and address not in NOT_PAGES:
            thing = THINGS.get(address, "")
            path = CONVERTER.sub(things.get(thing, thing), address)
            found[address or "home"] = f"/{path}"
    found.pop(next((a for a in found if a.startswith("sign-in/^")), ""), None)
    return found
