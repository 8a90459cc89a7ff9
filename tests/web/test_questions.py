"""Saved questions as forms: what is asked, what is answered, what can be taken away."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import httpx
import pytest
from openpyxl import load_workbook

from scgraph.questions.catalogue import SavedQuery
from scgraph.questions.door import KnowledgeGraph
from scgraph.tables.table import full_table
from scgraph.tables.text import to_separated

GAP = "/questions/gap?from=bexley:social-care-assistant_07&to=kent-medway:social-care-officer_level-c"


def examples(saved: SavedQuery) -> dict[str, str]:
    """The values of a question's examples."""
    return {name: str(p.example) for name, p in saved.parameters.items() if p.example is not None}


def test_every_saved_question_is_listed_and_has_a_form(client: httpx.Client, graph: KnowledgeGraph) -> None:
    listed = set(re.findall(r'href="/questions/([\w-]+)"', client.get("/questions").text))
    assert listed == set(graph.queries)
    for name, saved in graph.queries.items():
        text = client.get(f"/questions/{name}").text
        for parameter in saved.parameters.values():
            assert f'<label for="{parameter.name}"' in text or f"<legend>{parameter.label}" in text
            assert f'id="{parameter.name}"' in text


def test_every_saved_question_answers_its_example_with_all_its_rows(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    for name, saved in graph.queries.items():
        response = client.get(f"/questions/{name}.csv", params={**examples(saved), "ask": "1"})
        assert response.status_code == 200, (name, response.text)
        assert response.content == to_separated(full_table(graph.ask(name, **examples(saved))), "csv"), name


def test_a_drop_down_shows_names_and_sends_names_that_are_found_again(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    text = client.get("/questions/gap").text
    options = dict(re.findall(r'<option value="([^"]+)">([^<]+)</option>', text))
    assert unescape(options["bexley:social-care-assistant_07"]) == "Social Care Assistant, Bexley 07"
    for key in options:
        graph.find(key, "scg:Level")
    assert "https://" not in " ".join(options.values())


def test_an_answer_can_be_bookmarked_and_taken_away_in_four_forms(client: httpx.Client) -> None:
    text = client.get(GAP).text.partition("<main")[2].partition("<footer")[0]
    links = {
        kind: unescape(link) for link, kind in re.findall(r'href="(/questions/gap\.(\w+)\?[^"]+)"', text)
    }
    assert set(links) == {"csv", "xlsx", "json", "tsv"}
    rows = list(csv.reader(io.StringIO(client.get(links["csv"]).text)))
    number = len(rows) - 1
    assert number > 20
    assert f"{number} rows." in text
    assert len(client.get(links["json"]).json()["results"]["bindings"]) == number
    assert len(client.get(links["tsv"]).text.splitlines()) == number + 1
    response = client.get(links["xlsx"])
    assert 'filename="gap.xlsx"' in response.headers["content-disposition"]
    sheets = load_workbook(io.BytesIO(response.content))
    assert sheets["Answer"].max_row == number + 1
    about = {row[0].value: row[1].value for row in sheets["About"]}
    assert about["From"] == "Social Care Assistant, Bexley 07"


def test_a_name_typed_into_the_address_is_chosen_in_the_form(client: httpx.Client) -> None:
    text = client.get("/questions/gap?from=Bexley+07&to=SO1").text
    chosen = re.findall(r'<option value="([^"]+)" selected>', text)
    assert chosen == ["bexley:social-care-assistant_07", "richmond-wandsworth:social-care-assessor_so1"]


def test_a_fault_is_told_at_the_field_and_above_with_a_link_to_it(client: httpx.Client) -> None:
    response = client.get("/questions/gap?from=Bexly+07&to=")
    assert response.status_code == 400
    text = unescape(response.text)
    summary = text.partition('role="alert"')[2].partition("</div>")[0]
    assert "<a href=\"#from\">No level is called 'Bexly 07'. Nearest: " in summary
    assert '<a href="#to">Fill in ‘To’.</a>' in summary
    for name in ("from", "to"):
        field = re.search(rf'<select id="{name}"[^>]*>', text)
        assert field
        assert 'aria-invalid="true"' in field[0]
        assert f"{name}-fault" in field[0]
        assert f'id="{name}-fault"' in text


def test_a_form_that_a_link_has_begun_to_fill_in_is_no_fault(client: httpx.Client) -> None:
    response = client.get("/questions/gap?from=Bexley+07")
    assert response.status_code == 200
    assert 'role="alert"' not in response.text
    assert '<option value="bexley:social-care-assistant_07" selected>' in response.text


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "tsv"])
def test_a_download_without_its_parameters_says_so(client: httpx.Client, ending: str) -> None:
    response = client.get(f"/questions/gap.{ending}")
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("text/plain")


def test_a_parameter_may_be_left_out_where_the_question_says_so(client: httpx.Client) -> None:
    every = client.get("/questions/hard-conditions.csv?ask=1").text.splitlines()
    one = client.get("/questions/hard-conditions.csv?level=Bexley+07").text.splitlines()
    assert len(every) > len(one) > 1
    for address in ("/questions/hard-conditions?level=", "/questions/hard-conditions"):
        assert f"{len(every) - 1} rows." in client.get(address).text


def test_several_values_of_a_parameter_are_ticked(client: httpx.Client) -> None:
    text = client.get("/questions/coverage?council=Bexley&council=county:&council=").text
    assert "Bexley" in text
    chosen = client.get("/questions/coverage?council=id:bexley&council=id:county")
    assert re.findall(r'value="([^"]+)" (?:id="council"[^>]*)? ?checked', chosen.text) == [
        "id:bexley",
        "id:county",
    ]
    both = chosen.text.count("<tr>")
    assert both > client.get("/questions/coverage?council=id:bexley").text.count("<tr>")


def test_what_is_the_same_in_all_rows_is_said_once(client: httpx.Client) -> None:
    text = client.get(GAP).text
    head = text.partition('<table class="answer">')[2].partition("</thead>")[0]
    assert "Document" not in head
    assert "<dt>Document</dt>" in text


def test_an_empty_answer_is_told_as_such(client: httpx.Client) -> None:
    assert "no row fits" in client.get("/questions/added-by-level?level=Bexley+06").text


def test_the_query_itself_can_be_seen_and_tried(client: httpx.Client) -> None:
    assert '<a href="/sparql?example=gap">' in client.get("/questions/gap").text
    page = client.get("/sparql?example=gap").text
    query = unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1])  # type: ignore[index]
    rows = client.get("/sparql", params={"query": query}, headers={"accept": "application/json"})
    assert rows.json()["results"]["bindings"]
