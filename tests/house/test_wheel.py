"""The wheel: generic room names stay inside it, and it runs beside another package called deid."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


def test_wheel_holds_the_rooms_inside_klask(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"klask"}
    assert "klask/_rooms/deid/__init__.py" in names
    assert any(name.startswith("klask/_rooms/terminologies/lexicon/") for name in names)
    assert not any("/tests/" in name for name in names)


def test_installed_beside_another_deid_it_runs_doctor(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False, system_site_packages=False)
    python = tmp_path / "env" / "bin" / "python"
    site = next((tmp_path / "env" / "lib").glob("python3*")) / "site-packages"
    (site / "deid").mkdir()
    (site / "deid" / "__init__.py").write_text("OTHER = True\n")
    zipfile.ZipFile(wheel).extractall(site)
    # dependencies come from this environment; the checkout itself must not be found
    own = [path for path in sys.path if path.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(own))
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KLASK", "PYTHON"))}
    code = (
        "import klask, sys; sys.meta_path = [f for f in sys.meta_path if 'klask' not in repr(f).lower()];"
        "import deid; print(deid.__file__)"
    )
    where = subprocess.run([str(python), "-c", code], cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert "_rooms" in where.stdout, where.stderr
    done = subprocess.run(
        [str(python), "-m", "klask", "doctor"], cwd=tmp_path, capture_output=True, text=True,
        env=environment | {"KLASK_CACHE": str(tmp_path / "cache")},
    )  # fmt: skip
    assert "klask 0." in done.stdout, done.stderr
    assert "Traceback" not in done.stderr
