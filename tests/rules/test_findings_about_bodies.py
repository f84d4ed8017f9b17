"""Findings about bodies and parameters: one for each place, with figures that hold and evidence that is right."""

from cases import judged

from inventory.model.findings import Finding

PATHS = """
/orders/{id}:
  parameters:
    - {name: id, in: path, required: true, schema: {type: string}}
    - {name: limit, in: query, schema: {type: integer}}
  put:
    requestBody:
      content:
        application/json:
          schema: &body {type: object, properties: {qty: {type: integer, maximum: 9}, note: {type: string}}}
        application/vnd.shop+json: {schema: *body}
    responses:
      "200": {description: changed, content: {application/json: {schema: *body}}}
      "201": {description: made, content: {application/json: {schema: *body}}}
      4XX: {description: refused, content: {application/json: {schema: {type: object, required: [code]}}}}
"""


def found(*observed: str, rule: str = "response-body-mismatch") -> list[Finding]:
    """Return the findings of a rule."""
    return [one for one in judged((), observed, PATHS) if one.rule == rule]


def test_all_that_differs_at_one_place_is_one_finding() -> None:
    put = "PUT /orders/1 -> 200 "
    (qty,) = found(put + '{"qty": 70}', put + '{"qty": "x"}', put + '{"qty": null}', put + '{"qty": 5}')
    assert (qty.location, qty.count, qty.total) == ("response.200#/qty", 3, 4)
    assert "null in 1 of 4" in qty.message
    assert "string in 1 of 4" in qty.message
    assert "at least 1 of 2 integers above 9" in qty.message


def test_statuses_are_places_of_their_own() -> None:
    body = '{"qty": "x"}'
    both = found(f"PUT /orders/1 -> 200 {body}", f"PUT /orders/1 -> 201 {body}", f"PUT /orders/1 -> 404 {body}")
    assert [one.location for one in both] == ["response.200#/qty", "response.201#/qty", "response.404#/code"]
    assert len({one.fingerprint for one in both}) == 3
    assert both[2].spec is not None
    assert both[0].spec is not None
    assert both[2].spec.line > both[0].spec.line


def test_evidence_where_all_exchanges_show_it() -> None:
    wrong, right = 'PUT /orders/1 -> 200 {"qty": "x"}', 'PUT /orders/1 -> 200 {"qty": 1}'
    (sure,) = found(wrong, wrong, "PUT /orders/1 -> 201")
    assert [one.frame for one in sure.evidence] == [1, 2]
    assert sure.first_seen == 1
    (unsure,) = found(wrong, right)
    assert (unsure.count, unsure.total, unsure.evidence, unsure.first_seen) == (1, 2, (), 0)
    (without,) = found(wrong, "PUT /orders/1 -> 200")  # a response without a body has the same status
    assert without.evidence == ()


def test_requests_count_with_all_statuses_that_took_them() -> None:
    put, refused = 'PUT /orders/1 {"qty": "x"} -> ', ("302", "307", "400", "500", "503")
    (sent,) = found(*(put + status for status in ("200", "201", "303", *refused)), rule="request-body-mismatch")
    assert (sent.location, sent.count, sent.total) == ("request#/qty", 3, 3)
    assert [one.frame for one in sent.evidence] == [1, 2, 3]


def test_media_types_of_one_place_are_one_finding() -> None:
    vendor = "[content-type: application/vnd.shop+json] "
    put = f'PUT /orders/1 {vendor}{{"qty": "x"}} -> 200', 'PUT /orders/1 {"note": 1, "qty": null} -> 200'
    sent = found(*put, rule="request-body-mismatch")
    assert [one.location for one in sent] == ["request#/note", "request#/qty"]
    assert "string in 1 of 1" in sent[1].message
    assert "null in 1 of 1" in sent[1].message


def test_parameters_tell_where_they_stand_in_the_description() -> None:
    (limit,) = found("PUT /orders/1?limit=x", "PUT /orders/1?limit=5", rule="parameter-mismatch")
    assert (limit.location, limit.count, limit.total) == ("query.limit", 1, 2)
    assert limit.spec is not None
    assert limit.message.endswith("query parameter limit: string in 1 of 2, where integer is declared")


def test_the_order_of_traffic_plays_no_part() -> None:
    put = [
        f'PUT /orders/{number}?limit=x {{"qty": {body}}} -> 200 {{"qty": {body}}}'
        for number, body in enumerate(("1", '"x"', "null", "70"))
    ]
    for rule in ("response-body-mismatch", "request-body-mismatch", "parameter-mismatch"):
        one, other = (found(*order, rule=rule) for order in (put, put[::-1]))
        assert [(each.message, each.count) for each in one] == [(each.message, each.count) for each in other]


ODD = """
/a%20b/{id~}:
  get:
    parameters: [{name: "id~", in: path, required: true, schema: {type: string}}]
    responses:
      default: {description: it, content: {application/json: {schema: {type: array}}}}
/export:
  get:
    responses:
      "200": {description: a file, content: {application/json: {schema: {type: string, format: binary}}}}
"""


def test_odd_names_in_paths_lead_to_their_schemas() -> None:
    found = judged((), ("GET /a%20b/7 -> 200 {}",), ODD)
    assert [one.location for one in found if one.rule == "response-body-mismatch"] == ["response.200"]


def test_responses_that_have_no_body_of_their_own() -> None:
    cached = "GET /a%20b/7 -> 304 {}", "GET /a%20b/7 -> 204 {}"  # browsers export what they had
    assert [one for one in judged((), cached, ODD) if one.rule == "response-body-mismatch"] == []


def test_a_file_of_any_kind() -> None:
    assert [one for one in judged((), ("GET /export -> 200 {}",), ODD) if one.rule == "response-body-mismatch"] == []
