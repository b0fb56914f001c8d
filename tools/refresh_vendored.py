"""Fetch the vendored browser code again, from npm, and write its manifest.

python tools/refresh_vendored.py            take the versions that the manifests name and check their digests
python tools/refresh_vendored.py --renew    take the newest of the same major version and write the manifests
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "src/onrecord/web/static/vendor"
FOR_TESTS = ROOT / "tests/browser/vendor"

PACKAGES: dict[Path, dict[str, tuple[str, tuple[str, ...]]]] = {
    SHIPPED: {
        "htmx.org": ("htmx", ("dist/htmx.min.js", "LICENSE")),
        "wavesurfer.js": ("wavesurfer", ("dist/wavesurfer.min.js", "LICENSE")),
        "photoswipe": ("photoswipe", ("dist/umd/photoswipe.umd.min.js", "dist/photoswipe.css", "LICENSE")),
    },
    FOR_TESTS: {"axe-core": ("axe-core", ("axe.min.js", "LICENSE"))},
}
MAJORS = {"htmx.org": "2", "wavesurfer.js": "8", "photoswipe": "5", "axe-core": "4"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--renew", action="store_true", help="take newer versions")
    renew = parser.parse_args().renew
    return max(refresh(folder, renew=renew) for folder in PACKAGES)


def refresh(folder: Path, *, renew: bool) -> int:
    """Fetch what belongs into one folder; 1 where a digest is not what the manifest says."""
    manifest = folder / "manifest.json"
    known = {entry["name"]: entry for entry in json.loads(manifest.read_text())} if manifest.exists() else {}
    entries = []
    for name, (place, files) in PACKAGES[folder].items():
        version = MAJORS[name] if renew or name not in known else known[name]["version"]
        entry = fetch(name, version, folder / place, files)
        if not renew and name in known and known[name]["files"] != entry["files"]:
            print(f"{name} {version}: the files are not what the manifest says", file=sys.stderr)
            return 1
        print(f"{name} {entry['version']}")
        entries.append(entry)
    manifest.write_text(json.dumps(entries, indent=2) + "\n")
    return 0


def fetch(name: str, version: str, target: Path, files: tuple[str, ...]) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as scratch:
        packed = subprocess.run(
            ["npm", "pack", "--silent", f"{name}@{version}"], cwd=scratch, check=True, capture_output=True, text=True
        )
        archive = Path(scratch) / packed.stdout.split()[-1]
        target.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as tar:
            package = json.loads(_read(tar, "package.json"))
            digests = {}
            for file in files:
                content = _read(tar, file)
                (target / Path(file).name).write_bytes(content)
                digests[f"{target.name}/{Path(file).name}"] = hashlib.sha256(content).hexdigest()
    return {"name": name, "version": package["version"], "licence": package["license"], "files": digests}


def _read(tar: tarfile.TarFile, file: str) -> bytes:
    member = tar.extractfile(f"package/{file}")
    if member is None:
        raise FileNotFoundError(file)
    return member.read()


if __name__ == "__main__":
    sys.exit(main())
