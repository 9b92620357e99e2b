"""Looking for words in one's own journal."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from journals.search import asked
from journals.search.forms import SearchForm
from journals.search.index import Index
from journals.search.keeping import index_for
from journals.search.results import hits
from journals.search.texts import bring_up_to_date
from people import sessions
from people.access import private_text, see_other, signed_in

PAGE = 20
# In the address of what was found, so that Back leads to it. The page opened anew is empty.
FOUND = "found"


@private_text
@require_http_methods(["GET", "HEAD", "POST"])
def entry_search(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if request.method == "POST":
        asked.keep(request)
        return see_other(f"{reverse('journals:entry_search')}?{FOUND}")
    key = person.pk, sessions.key_of(request.session)
    index = index_for(key, lambda index: bring_up_to_date(index, person))
    data = asked.kept(request) if FOUND in request.GET else None
    form = SearchForm(data, facets=index.facets())
    context = {"form": form, "is_empty": not len(index)}
    context |= {"is_cut": index.is_cut, "searched": len(index)}
    if data is not None and form.is_valid():
        context |= _found(request, index, form)
    return render(request, "journals/entry_search.html", context)


def _found(request: HttpRequest, index: Index, form: SearchForm) -> dict[str, Any]:
    person, looking = signed_in(request), form.looking
    says_nothing = bool(looking.words.strip()) and not looking.match
    if says_nothing or not (looking.match or looking.is_narrowed):
        return {"says_nothing": says_nothing}
    page = Paginator(index.find(looking), PAGE).get_page(request.GET.get("page"))
    return {
        "has_searched": True,
        "is_narrowed": looking.is_narrowed,
        "found": page.paginator.count,
        "page_obj": page,
        "query": FOUND,
        "hits": hits(index, person, list(page.object_list), looking.match),
    }
