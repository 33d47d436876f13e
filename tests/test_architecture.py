"""What the house promises about its own code: layers, sizes, names, purity, words, and no stray address."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from numpydoc.hooks import validate_docstrings

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("geo", "data", "pages")
MIGRATIONS = ROOT / "data" / "register" / "migrations"
MAPS = ROOT / "pages" / "ui" / "maps.py"

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> list[Path]:
    """Return the modules written by hand below *folders*."""
    found = chain.from_iterable((ROOT / folder).rglob("*.py") for folder in folders)
    return sorted(path for path in found if MIGRATIONS not in path.parents)


def listed(strays: list[str]) -> str:
    """Return what a test found wrong, all of it, one a line."""
    return "\n".join(["", *strays])


def tree(path: Path) -> ast.Module:
    """Return the parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, node: ast.AST) -> str:
    """Return where *node* stands, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def imported(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Yield the full name of everything that a module imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def dotted(node: ast.expr) -> str:
    """Return a chain of names and attributes as text, empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


# Layers


def test_the_layers_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """The contracts of pyproject.toml: imports only point right, the core is pure, screens hold no SQL."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


def test_only_the_map_module_draws_maps() -> None:
    """Folium names content delivery networks by default, so one module tames it for all."""
    drawing = ("folium", "streamlit_folium", "branca")
    strays = [
        place(path, node)
        for path in modules(*ROOMS, "scripts")
        for name, node in imported(path)
        if path != MAPS and name.split(".")[0] in drawing
    ]
    assert not strays, listed(strays)


def test_the_core_and_the_outside_world_know_no_screen() -> None:
    """Not even inside a function: import-linter and this test look at the same rule in two ways."""
    strays = [
        place(path, node)
        for path in modules("geo", "data")
        for name, node in imported(path)
        if name.split(".")[0] in {"streamlit", "pages"}
    ]
    assert not strays, listed(strays)


# Purity of the core

IMPURE_CALLS = re.compile(
    r"(^|\.)(datetime|date|pd\.Timestamp|Timestamp)\.(now|utcnow|today)$"
    r"|^time\.\w+$|^os\.(environ|getenv)|^(open|input|print)$"
    r"|\.(read_text|read_bytes|write_text|write_bytes|to_file|to_csv|to_parquet)$"
    r"|^(pd|gpd)\.read_\w+$"
)
READS_ITSELF = (ROOT / "geo" / "engine" / "compiled.py", "path.read_bytes")
"""The engine stamps its machine code with a digest of its own modules; no result depends on what it reads."""

GLOBAL_RANDOM = re.compile(r"^(np|numpy)\.random\.(?!Generator$|default_rng$|SeedSequence$|BitGenerator$)\w+")


def unseeded(path: Path) -> Iterator[ast.AST]:
    """Yield what draws random numbers that no caller's seed decides."""
    yield from (node for name, node in imported(path) if name.split(".")[0] == "random")
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and GLOBAL_RANDOM.match(dotted(node)):
            yield node
        if isinstance(node, ast.Call) and dotted(node.func).endswith("default_rng") and not node.args:
            yield node


def test_the_core_reads_no_clock_no_file_and_no_environment() -> None:
    """Dates, data and generators come in as arguments, so that the same input gives the same output."""
    strays = [
        f"{place(path, node)}: {name}"
        for path in modules("geo")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and IMPURE_CALLS.search(name := dotted(node.func))
        and (path, name) != READS_ITSELF
    ]
    assert not strays, listed(strays)


def test_the_core_draws_from_generators_only() -> None:
    """No legacy NumPy function, no module ``random``, no generator that seeds itself."""
    strays = [place(path, node) for path in modules("geo") for node in unseeded(path)]
    assert not strays, listed(strays)


# Sizes and docstrings


def test_modules_stay_short() -> None:
    """A module that grows past the limit holds a second idea."""
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*ROOMS, "scripts")
    }
    assert {str(path): length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_functions_stay_short() -> None:
    """A function fits on a screen; what Alembic writes is counted by nobody."""
    long = [
        f"{place(path, node)} {node.name}: {length} lines"
        for path in [*modules(*ROOMS, "scripts", "tests", "benchmarks"), ROOT / "dashboard.py"]
        for node in ast.walk(tree(path))
        if isinstance(node, Function)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, listed(long)


def undocumented(path: Path) -> Iterator[str]:
    """Yield the public names of a module that have no docstring."""
    module = tree(path)
    holders: list[ast.Module | ast.ClassDef] = [module]
    if not ast.get_docstring(module) and module.body:
        yield place(path, module)
    while holders:
        for node in holders.pop().body:
            if not isinstance(node, (ast.ClassDef, Function)) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                yield f"{place(path, node)} {node.name}"
            if isinstance(node, ast.ClassDef):
                holders.append(node)


def test_public_names_are_documented() -> None:
    """Every public module, class, function and method of geo and data says what it is for."""
    strays = [name for path in modules("geo", "data") for name in undocumented(path)]
    assert not strays, listed(strays)


def test_docstrings_follow_numpydoc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parameters, returns and sections are complete and in order, by the checks of pyproject.toml."""
    monkeypatch.chdir(ROOT)
    config = validate_docstrings.parse_config(ROOT)
    checked = (validate_docstrings.process_file(path, config) for path in modules("geo", "data"))
    strays = [" ".join(finding) for finding in chain.from_iterable(checked)]
    assert not strays, listed(strays)


def test_a_function_described_in_one_line_is_a_small_one() -> None:
    """One line may do for a function of two arguments; more arguments need their sections."""
    strays = [
        f"{place(path, node)} {node.name}"
        for path in modules("geo", "data")
        for node in tree(path).body
        if isinstance(node, Function)
        and not node.name.startswith("_")
        and path.name != "commands.py"
        and len(node.args.args) + len(node.args.kwonlyargs) > 2
        and "\n" not in (ast.get_docstring(node) or "")
    ]
    assert not strays, listed(strays)


# Names beside the shell


def test_no_screen_hides_a_library() -> None:
    """The shell's folder comes first on ``sys.path``: a namesake there would be imported instead."""
    taken = set(sys.stdlib_module_names) | set(packages_distributions())
    folders = ("pages", "pages/ui", "pages/released")
    stems = {path.stem for folder in folders for path in (ROOT / folder).glob("*.py")} - {"__init__"}
    assert stems & taken == set()


# Scripts and addresses


def test_map_scripts_come_from_this_server() -> None:
    """Every script and style that a map element of ours names is a relative address."""
    kinds = [
        kind for kind in vars(importlib.import_module("pages.ui.maps")).values() if inspect.isclass(kind)
    ]
    own = [kind for kind in kinds if kind.__module__ == "pages.ui.maps" and hasattr(kind, "default_js")]
    assert own, "no map element of ours names its scripts"
    named = [vars(kind).get(links, []) for kind in own for links in ("default_js", "default_css")]
    assert [address for _, address in chain.from_iterable(named) if re.match(r"(\w+:)?//", address)] == []


def tracked_files() -> list[Path]:
    """Return the files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


MACHINE = re.compile(
    r"(?<![\w.$}])/(?:work|tmp|home|root|opt|farm|Users)/\w|pypi\.org|pythonhosted\.org|registry\.npmjs|extra[-]index[-]url"
)


def test_no_file_names_a_machine_or_a_registry() -> None:
    """Paths of one computer and addresses of package registries have no place in a repository."""
    strays = []
    for path in tracked_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        strays += [f"{path.relative_to(ROOT)}:{n}" for n, line in enumerate(lines, 1) if MACHINE.search(line)]
    assert not strays, listed(strays)


# Words


SILENT_CALLS = re.compile(
    r"^st\.(session_state|query_params|context|cache_data|cache_resource|fragment|secrets|column_config$|Page$"
    r"|navigation$|logo$|switch_page$|columns$|grid$|get_option$|set_page_config$|components|errors)"
)
"""Calls of Streamlit whose texts are keys, paths or settings."""

SILENT_WORDS = set(
    """
    accept_multiple_files accept_new_options alignment anchor bind border color data delta_arrow delta_color
    expanded file_name filter_mode format gap height horizontal_alignment icon initial_sidebar_state
    key label_visibility language layout mime on_change on_click on_select orientation page_icon
    persist_state position scope selection_mode size stack step text_alignment theme type
    unsafe_allow_javascript variant vertical_alignment width
    """.split()  # noqa: SIM905 - forty words read better as words
)
"""Keyword arguments of Streamlit that nobody reads."""

FORMAT = re.compile(r":material/\w+:|:[\w-]+\[|<[^>]+>|\{[^{}]*\}|%[\d.]*[a-z%]|&\w+;|\S+\.py$")


def says_something(text: str) -> bool:
    """Return whether *text* has a word in it once icons, tags, formats and paths are taken out."""
    return re.search(r"[^\W\d_]{2,}", FORMAT.sub(" ", text)) is not None


def literal_texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts written into an argument, also inside f-strings, lists and conditions."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, (ast.JoinedStr, ast.List, ast.Tuple, ast.IfExp, ast.BinOp, ast.BoolOp)):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr) and not (isinstance(node, ast.IfExp) and child is node.test):
                yield from literal_texts(child)


def bare_words(screen: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield the texts of a screen that reach the user untranslated."""
    for node in ast.walk(screen):
        if not (isinstance(node, ast.Call) and (name := dotted(node.func)).startswith("st.")):
            continue
        if SILENT_CALLS.match(name):
            continue
        spoken = [*node.args, *(word.value for word in node.keywords if word.arg not in SILENT_WORDS)]
        for text in chain.from_iterable(map(literal_texts, spoken)):
            if says_something(text):
                yield text, node


def test_every_text_on_screen_is_translated() -> None:
    """What a screen hands to Streamlit goes through gettext first."""
    strays = [
        f"{place(path, node)}: {text!r}" for path in modules("pages") for text, node in bare_words(tree(path))
    ]
    assert not strays, listed(strays)


LOOK_UPS = {"_", "mark", "ngettext", "translate", "self.translate", "gettext"}


def is_look_up_of_words(node: ast.AST) -> bool:
    """Tell whether *node* looks up a text that stands there in full."""
    return (
        isinstance(node, ast.Call)
        and dotted(node.func) in LOOK_UPS
        and any(isinstance(argument, ast.Constant) for argument in node.args[:1])
    )


def lost_messages(module: ast.Module) -> Iterator[ast.AST]:
    """Yield the look-ups whose text the extraction cannot see: f-strings, sums, unmarked variables."""
    for function in ast.walk(module):
        if not isinstance(function, Function):
            continue
        bare = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and any(map(says_something, literal_texts(node.value)))
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(function):
            # Before Python 3.12 the extraction takes an f-string for one word and does not look into it.
            if isinstance(node, ast.JoinedStr):
                yield from (inner for inner in ast.walk(node) if is_look_up_of_words(inner))
            if isinstance(node, ast.Call) and dotted(node.func) in LOOK_UPS:
                for argument in node.args[:2]:
                    if isinstance(argument, (ast.JoinedStr, ast.BinOp)) or dotted(argument) in bare:
                        yield node


def test_every_message_is_found_by_the_extraction() -> None:
    """A message that is put together or not marked is in no catalogue, so it stays English."""
    strays = [place(path, node) for path in modules("pages", "data") for node in lost_messages(tree(path))]
    assert not strays, listed(strays)


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ('st.button("Delete everything")', True),
        ('st.metric(_("Visits"), f"{n} visits")', True),
        ('st.info("a" if x else "Nothing yet")', True),
        ('st.button(_("Delete"), key="delete", icon=":material/delete:")', False),
        ('st.html("<div class=\\"legend\\"></div>")', False),
        ('st.session_state.get("chosen place")', False),
    ],
)
def test_the_search_for_bare_words_finds_them(source: str, *, caught: bool) -> None:
    """The rule above would hold trivially if it were blind."""
    assert (list(bare_words(ast.parse(source))) != []) is caught


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ('def f(): return translate(f"{n} rows")', True),
        ("""def f(): return f"**{_('Rows')}**\"""", True),
        ('def f():\n    done = "Saved" if ok else "Not saved"\n    return translate(done)', True),
        ('def f():\n    done = mark("Saved")\n    return translate(done)', False),
        ('def f(message): return _("{n} rows").format(n=n) + translate(message)', False),
    ],
)
def test_the_search_for_lost_messages_finds_them(source: str, *, caught: bool) -> None:
    """The rule above would hold trivially if it were blind."""
    assert (list(lost_messages(ast.parse(source))) != []) is caught
