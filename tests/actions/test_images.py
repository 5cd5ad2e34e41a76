"""The command that makes vectors of pictures: what it reads, encodes, keeps, leaves out."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from actions.shop.connection import Database
from actions.shop.database import open_shop
from actions.shop.models import Product, Variant
from actions.shopping import images
from actions.shopping.__main__ import main
from actions.shopping.assortment import Assortment
from actions.shopping.fetching import Fetcher
from nlu_models.image_encoder import Floats, ImageEncoder
from nlu_models.torch_runtime import torch, transformers
from settings import PROJECT_ROOT, get_settings

SHAPES = {"square.png": "navy", "round.png": "red", "twin.png": "navy"}


def drawn(color: str, shape: str = "square") -> bytes:
    picture = Image.new("RGB", (60, 40), "white")
    pen = ImageDraw.Draw(picture)
    (pen.ellipse if shape == "round" else pen.rectangle)((10, 5, 50, 35), fill=color)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ViT with random weights, as Hugging Face keeps models in a folder."""
    folder = tmp_path_factory.mktemp("vit")
    torch.manual_seed(1)
    shape = transformers.ViTConfig(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        image_size=32,
        patch_size=8,
    )
    transformers.ViTModel(shape).save_pretrained(folder)
    transformers.ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("kind", ["clip", "resnet"])
def test_encoders_of_other_kinds_give_unit_vectors_too(kind: str, tmp_path: Path) -> None:
    if kind == "clip":
        text = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
        looks = {**text, "image_size": 32, "patch_size": 8}
        shape = transformers.CLIPConfig(text_config=text, vision_config=looks, projection_dim=8)
        model = transformers.CLIPModel(shape)
        processor = transformers.CLIPImageProcessor(
            size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}
        )
    else:
        sizes = {"embedding_size": 8, "hidden_sizes": [8], "depths": [1]}
        model = transformers.ResNetModel(transformers.ResNetConfig(**sizes))
        processor = transformers.ViTImageProcessor(size={"height": 32, "width": 32})
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    encoder = ImageEncoder.load(str(tmp_path))
    pictures = [Image.new("RGB", (40, 30), color) for color in ("red", "white")]
    vectors = encoder.encode(pictures)
    assert vectors.shape == (2, 8)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(encoder.encode(pictures[1:]), vectors[1:], atol=1e-5)
    assert encoder.fingerprint == ImageEncoder.load(str(tmp_path)).fingerprint


class Shop:
    """A shop with three bags, whose pictures lie in a folder."""

    def __init__(self, home: Path) -> None:
        self.pictures = home / "pictures"
        self.index = home / "index"
        self._url = f"sqlite:///{home / 'shop.db'}"
        self.pictures.mkdir()
        for name, color in SHAPES.items():
            (self.pictures / name).write_bytes(drawn(color, name.removesuffix(".png")))
        database = Database(self._url)
        database.migrate()
        with database.writing() as session:
            session.add_all(_bag(at, name) for at, name in enumerate(SHAPES, 1))
        database.close()

    def point(self, number: int, address: str) -> None:
        """Have a product's picture lie elsewhere."""
        database = Database(self._url)
        with database.writing() as session:
            session.get(Product, number).image_url = address
        database.close()

    def run(self, *options: str) -> int:
        return main(["images", "--folder", str(self.pictures), *options])

    def assortment(self) -> Assortment:
        catalogue = open_shop(self._url).catalogue
        return Assortment(lambda: catalogue, lambda: None, self.index)


def _bag(number: int, picture: str) -> Product:
    return Product(
        id=number,
        handle=f"bag-{number}",
        title=f"Bag {number}",
        description="",
        brand="Tarn & Co",
        category="Bags",
        image_url=picture,
        variants=[Variant(sku=f"B-{number}", options={}, price=10, stock=1, position=0)],
    )


@pytest.fixture
def shop(tmp_path: Path, network: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("TACTFUL_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("TACTFUL_SHOP_DATABASE_URL", "")
    monkeypatch.setenv("TACTFUL_IMAGE_ENCODER", str(network))
    get_settings.cache_clear()
    yield Shop(tmp_path)
    get_settings.cache_clear()


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures each call of the encoder was given."""
    counts: list[int] = []
    encode = ImageEncoder.encode

    def counting(self: ImageEncoder, pictures: list[Image.Image]) -> Floats:
        counts.append(len(pictures))
        return encode(self, pictures)

    monkeypatch.setattr(ImageEncoder, "encode", counting)
    return counts


def twins(shop: Shop) -> list[int]:
    """Return what is said to look like the first bag with certainty: its picture is the same."""
    pictures = shop.assortment().current().pictures
    if pictures is None:
        return []
    recommender = shop.assortment().current()
    keys = recommender.snapshot.picture_keys(recommender.snapshot.rows)
    cosines = pictures.cosines(int(keys[0]), keys)
    return [at + 1 for at in range(1, len(keys)) if cosines[at] > 0.9999]


def test_new_pictures_are_encoded_and_served(shop: Shop, encoded: list[int]) -> None:
    assert shop.run() == 0
    assert sum(encoded) == 2  # two of the three are the same
    found = shop.assortment().current().similar(1)
    assert found[0].product.id == 3 and found[0].reasons[0] == "looks like the Bag 1"
    assert twins(shop) == [3]


def test_without_the_setting_the_command_says_so_and_nothing_is_served(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shop.run() == 0
    monkeypatch.setenv("TACTFUL_IMAGE_ENCODER", "")
    get_settings.cache_clear()
    assert shop.assortment().current().pictures is None
    assert shop.run() == 1
    assert "TACTFUL_IMAGE_ENCODER" in capsys.readouterr().err


def test_an_encoder_that_is_none_is_an_error(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("TACTFUL_IMAGE_ENCODER", str(tmp_path / "empty"))
    get_settings.cache_clear()
    assert shop.run() == 1
    assert "cannot be loaded" in capsys.readouterr().err


def test_again_nothing_is_encoded_but_what_changed(shop: Shop, encoded: list[int]) -> None:
    shop.run()
    encoded.clear()
    assert shop.run() == 0
    assert not encoded
    (shop.pictures / "twin.png").write_bytes(drawn("green", "round"))
    shop.run()
    assert encoded == [1]
    assert twins(shop) == []


def test_a_server_that_runs_takes_up_what_was_made(shop: Shop) -> None:
    running = shop.assortment()
    assert running.current().pictures is None
    shop.run()
    assert "looks like the Bag 1" in running.current().similar(1)[0].reasons


def test_a_picture_that_is_gone_has_no_vector_any_more(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.run()
    (shop.pictures / "twin.png").unlink()
    capsys.readouterr()
    shop.run()
    assert twins(shop) == []
    assert "bag-3, Bag 3: there is no such file" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "names no picture"),
        ("../shop.db", "outside the folder"),
        ("/etc/passwd", "no such file"),
        ("link.png", "outside the folder"),
        ("drawing.svg", "no picture that can be read"),
        ("cut.png", "no picture that can be read"),
        ("bomb.png", "more than 50,000,000 pixels"),
        ("big.png", "larger than 10 MiB"),
        ("ftp://shop.example/a.png", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("http://me:secret@shop.example/a.png", "a name or a password"),
        ("http://127.0.0.1:9/a.png", "private address"),
        ("http://2130706433/a.png", "private address"),
        ("http://[::ffff:127.0.0.1]/a.png", "private address"),
        ("http://[64:ff9b::7f00:1]/a.png", "private address"),
        ("http://169.254.169.254/latest/meta-data", "private address"),
        ("http://10.0.0.1/a.png", "private address"),
    ],
)
def test_what_cannot_be_read_is_reported_by_product(
    shop: Shop, address: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop.pictures / "drawing.svg").write_text("<svg/>")
    (shop.pictures / "cut.png").write_bytes(drawn("red")[:60])
    (shop.pictures / "big.png").write_bytes(bytes(11 * 2**20))
    (shop.pictures / "link.png").symlink_to(shop.index.parent / "shop.db")
    if address == "bomb.png":
        Image.new("1", (10_000, 6_000)).save(shop.pictures / "bomb.png")
    shop.point(2, address)
    assert shop.run() == 0
    out = capsys.readouterr().out
    assert "bag-2, Bag 2: " in out and reason in out
    assert "secret" not in out
    assert twins(shop) == [3]  # the others are there


def test_many_that_cannot_be_read_are_in_a_table(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(images, "_LISTED", 1)
    for number in (1, 2, 3):
        shop.point(number, "gone.png")
    assert shop.run() == 0
    table = shop.index / "left-out-pictures.csv"
    assert str(table) in capsys.readouterr().out
    assert len(table.read_text().splitlines()) == 4
    for number in (1, 2, 3):
        shop.point(number, "square.png")
    assert shop.run() == 0
    assert not table.exists()


def interrupted(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut a run short after its first picture."""
    monkeypatch.setattr(images, "_BATCH", 1)
    read = Fetcher.read

    def stopping(self: Fetcher, address: str) -> bytes:
        if address == "round.png":
            raise KeyboardInterrupt
        return read(self, address)

    with monkeypatch.context() as during:
        during.setattr(Fetcher, "read", stopping)
        with pytest.raises(KeyboardInterrupt):
            shop.run()


def test_an_interrupted_run_goes_on_where_it_was(
    shop: Shop, encoded: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(shop, monkeypatch)
    assert sum(encoded) == 1 and twins(shop) == []
    (shop.pictures / "square.png").rename(shop.pictures / "moved.png")  # is not read again
    shop.run()
    assert sum(encoded) == 2
    assert twins(shop) == [3]
    assert not list(shop.index.glob("images-*"))


def test_what_was_looked_at_long_ago_is_looked_at_again(
    shop: Shop, encoded: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(shop, monkeypatch)
    for folder in shop.index.glob("images-*/*"):
        os.utime(folder, (time.time() - 2 * 24 * 3600,) * 2)
    (shop.pictures / "square.png").write_bytes(drawn("yellow", "round"))
    shop.run()
    assert twins(shop) == []  # the twin is as the square was
    assert sum(encoded) == 3


def test_another_encoder_encodes_all_anew(
    shop: Shop, encoded: list[int], network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.run()
    other = transformers.ViTModel.from_pretrained(network)
    with torch.no_grad():
        other.layernorm.bias += 1
    other.save_pretrained(tmp_path / "other")
    transformers.ViTImageProcessor.from_pretrained(network).save_pretrained(tmp_path / "other")
    monkeypatch.setenv("TACTFUL_IMAGE_ENCODER", str(tmp_path / "other"))
    get_settings.cache_clear()
    assert shop.assortment().current().pictures is None  # those of another one do not count
    encoded.clear()
    shop.run()
    assert sum(encoded) == 2 and twins(shop) == [3]


@pytest.fixture
def web() -> Iterator[Callable[[str, int, dict[str, str], bytes], str]]:
    """Puts answers on a server of this machine; returns their addresses."""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def put(path: str, status: int, headers: dict[str, str], body: bytes) -> str:
        answers[path] = (status, headers, body)
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield put
    server.shutdown()
    server.server_close()


Web = Callable[[str, int, dict[str, str], bytes], str]


def test_pictures_come_from_the_web(shop: Shop, web: Web) -> None:
    twin = (shop.pictures / "square.png").read_bytes()
    moved = web("/a%20bag.png?size=2", 200, {}, twin).replace("%20", " ")
    shop.point(2, web("/old.png", 302, {"Location": moved}, b""))
    shop.run("--allow-host", "127.0.0.1")
    assert twins(shop) == [2, 3]


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason"),
    [
        (404, {}, b"", "status 404"),
        (302, {"Location": "http://127.0.0.2/a.png"}, b"", "private address"),
        (302, {"Location": "http://localhost/a.png"}, b"", "private address"),
        (302, {"Location": "file:///etc/passwd"}, b"", "neither http nor https"),
        (302, {"Location": "/a.png"}, b"", "from one address to the next"),
        (200, {}, b"<html>no picture</html>", "no picture that can be read"),
        (200, {}, bytes(11 * 2**20), "larger than 10 MiB"),
    ],
)
def test_what_a_server_may_not_do(
    shop: Shop,
    web: Web,
    status: int,
    headers: dict[str, str],
    body: bytes,
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shop.point(2, web("/a.png", status, headers, body))
    shop.run("--allow-host", "127.0.0.1")
    assert reason in capsys.readouterr().out
    assert twins(shop) == [3]


def test_serving_pictures_imports_no_training_library(shop: Shop) -> None:
    shop.run()
    code = (
        "import sys; from actions.shopping.assortment import assortment; "
        "assert assortment().current().pictures is not None; "
        "print(sorted({'torch', 'transformers', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT_ROOT,
        env={**os.environ, "TACTFUL_LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().endswith("[]")
