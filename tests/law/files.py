"""Small files in the forms of legislation.gov.uk, for tests to write what they are about."""

from __future__ import annotations

from pathlib import Path

from scgraph.law.sources import Source, read_source

SAMPLES = Path(__file__).parent / "samples"
ACT = SAMPLES / "care-act-2014.xml"
FEED = SAMPLES / "changes.feed"
LEG = "http://www.legislation.gov.uk/id/"
CARE_ACT = LEG + "ukpga/2014/23"
NAMESPACES = (
    'xmlns="http://www.legislation.gov.uk/namespaces/legislation" '
    'xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
)


def act(
    body: str = "",
    *,
    attributes: str = 'RestrictStartDate="2020-01-01"',
    metadata: str = "",
    status: str = "revised",
    work: str = "ukpga/2014/23",
) -> str:
    """An Act in CLML."""
    document = (
        f'DocumentURI="http://www.legislation.gov.uk/{work}"' if "DocumentURI" not in attributes else ""
    )
    return (
        f'<Legislation {NAMESPACES} IdURI="{LEG}{work}" {document} {attributes}><ukm:Metadata>'
        f"<dc:title>Care Act 2014</dc:title>{metadata}<ukm:PrimaryMetadata><ukm:DocumentClassification>"
        f'<ukm:DocumentStatus Value="{status}"/></ukm:DocumentClassification></ukm:PrimaryMetadata>'
        f"</ukm:Metadata><Primary><Body>{body}</Body></Primary></Legislation>"
    )


def section(number: str, heading: str = "A heading", attributes: str = "", text: str = "Its text.") -> str:
    """A section of the Care Act in CLML."""
    return (
        f'<P1group {attributes}><Title>{heading}</Title><P1 IdURI="{CARE_ACT}/section/{number}">'
        f"<Pnumber>{number}</Pnumber><P1para><Text>{text}</Text></P1para></P1></P1group>"
    )


def effect(
    kind: str = "words substituted",
    provision: str = "s. 42",
    sections: str = "",
    dates: str = '<ukm:InForce Date="2026-04-01" Qualification="wholly in force"/>',
    attributes: str = f'AffectedURI="{CARE_ACT}" AffectingURI="{LEG}ukpga/2026/99"',
) -> str:
    """An effect as a feed has it; ``sections`` are the elements with the affected provisions."""
    return (
        f'<ukm:Effect Type="{kind}" AffectedProvisions="{provision}" {attributes}>'
        f"<ukm:AffectedProvisions>{sections}</ukm:AffectedProvisions>"
        f"<ukm:AffectingTitle>The Sample Act 2026</ukm:AffectingTitle>"
        f"<ukm:InForceDates>{dates}</ukm:InForceDates></ukm:Effect>"
    )


def place(path: str, up_to: str = "") -> str:
    """An affected provision of the Care Act, or a range of them."""
    if up_to:
        return f'<ukm:SectionRange URI="{CARE_ACT}/{path}" UpTo="{CARE_ACT}/{up_to}"/>'
    return f'<ukm:Section URI="{CARE_ACT}/{path}">{path}</ukm:Section>'


def feed(*effects: str, links: str = "") -> str:
    """A feed of changes."""
    entries = "".join(f'<entry><content type="text/xml">{each}</content></entry>' for each in effects)
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata">'
        f"<id>http://www.legislation.gov.uk/changes/data.feed</id>{links}{entries}</feed>"
    )


def written(directory: Path, text: str | bytes, name: str = "file.xml") -> Path:
    """A file with a text."""
    path = directory / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(directory: Path, text: str | bytes) -> Source:
    """What a text says as a file."""
    return read_source(written(directory, text))
