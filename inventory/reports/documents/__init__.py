"""What is published: frozen types of their own, which only gain optional fields; `publishing` makes them."""

from inventory.reports.documents.captures import (
    AnomalyDocument,
    CaptureDocument,
    DatabaseDocument,
    FateDocument,
    RenamedDocument,
    ScanDocument,
)
from inventory.reports.documents.catalogues import CorrectionDocument, CorrectionsDocument, RuleDocument, RulesDocument
from inventory.reports.documents.changes import (
    ChangedEndpointDocument,
    ChangedFindingDocument,
    ChangesDocument,
    DifferenceDocument,
    PointDocument,
)
from inventory.reports.documents.drifts import (
    AppliedRuleDocument,
    DescriptionDocument,
    DriftDocument,
    DriftSummary,
    FindingDocument,
    NoticeDocument,
    OperationDocument,
)
from inventory.reports.documents.endpoints import (
    EndpointDetail,
    EndpointDocument,
    EndpointsDocument,
    ExampleDocument,
    FormerDocument,
    KindDocument,
    ParameterDocument,
    PlaceDocument,
    SegmentDocument,
    ShapeDocument,
    SignDocument,
)
from inventory.reports.documents.inventories import (
    InventoryDocument,
    InventorySummary,
    LineDocument,
    SeenCapture,
    ServiceDocument,
    SourceDocument,
)
from inventory.reports.documents.places import SCHEMA_VERSION, SpecPlace, Where
from inventory.reports.documents.traffic import CountDocument, LatencyDocument, TrafficDocument
from inventory.reports.documents.watching import HealthDocument

Document = (
    DriftDocument
    | EndpointsDocument
    | EndpointDetail
    | ScanDocument
    | RulesDocument
    | DatabaseDocument
    | CorrectionsDocument
    | InventoryDocument
)

__all__ = [
    "SCHEMA_VERSION", "AnomalyDocument", "AppliedRuleDocument", "CaptureDocument", "ChangedEndpointDocument",
    "ChangedFindingDocument", "ChangesDocument", "CorrectionDocument", "CorrectionsDocument", "CountDocument",
    "DatabaseDocument", "DescriptionDocument", "DifferenceDocument", "Document", "DriftDocument", "DriftSummary",
    "EndpointDetail", "EndpointDocument", "EndpointsDocument", "ExampleDocument", "FateDocument",
    "FindingDocument", "FormerDocument", "HealthDocument", "InventoryDocument", "InventorySummary", "KindDocument",
    "LatencyDocument", "LineDocument", "NoticeDocument", "OperationDocument", "ParameterDocument", "PlaceDocument",
    "PointDocument", "RenamedDocument", "RuleDocument", "RulesDocument", "ScanDocument", "SeenCapture",
    "SegmentDocument", "ServiceDocument", "ShapeDocument", "SignDocument", "SourceDocument", "SpecPlace",
    "TrafficDocument", "Where",
]  # fmt: skip
