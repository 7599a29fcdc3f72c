"""One local Elasticsearch node: its folder, and the command that runs it."""

import os
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.local_elasticsearch import compiled, jars
from deploy.local_elasticsearch.archive import class_archive
from deploy.local_elasticsearch.java import find_java

LOG_SETTINGS = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
logger.node.name = org.elasticsearch.node
logger.node.level = info
# Without the native library it says at every start that it cannot lock memory: true, and of no use.
logger.native.name = org.elasticsearch.nativeaccess
logger.native.level = error
"""
DESCRIPTOR = """\
name=newsloom-node
description=Analysis filters under Elasticsearch's names, and GET /
classname=newsloom.node.LocalNodePlugin
version={version}
elasticsearch.version={version}
java.version=21
"""
TRANSPORT = "transport-netty4"
JVM_FLAGS = (
    "-XX:+UseSerialGC",
    "-XX:+ExitOnOutOfMemoryError",
    "-Des.nativelibs.path=/nonexistent",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dfile.encoding=UTF-8",
    "-Djava.awt.headless=true",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--add-modules=jdk.net,jdk.management",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalElasticsearch:
    """Where a node lives and listens.

    Attributes:
        home: Folder of the node: configuration, data, temporary files.
        cache: Folder for jars and classes that all checkouts share.
        port: HTTP port on loopback.
        heap: Java heap, in Java's notation.
        host: Loopback address to listen on.
    """

    home: Path
    cache: Path
    port: int
    heap: str = "1g"
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """Where clients reach it."""
        return f"http://{self.host}:{self.port}"

    def prepare(self, say: Callable[[str], None] = print) -> tuple[str, ...]:
        """Fetch and compile what is missing, lay out the folder, and return the command to run.

        Raises:
            JarRefused: A jar is not the pinned one.
            JarMissing: A jar could not be downloaded.
            NoJava: No Java on this machine is new enough.
        """
        java = find_java()
        pinned = jars.pinned()
        files = dict(zip(pinned, jars.fetch(self.cache, pinned, say=say), strict=True))
        server = [file for jar, file in files.items() if jar.artifact != jars.COMPILER]
        compiler = next(file for jar, file in files.items() if jar.artifact == jars.COMPILER)
        ours = compiled.compile_sources(self.cache, java, compiler, server)
        transport = [file for file in server if file.name.startswith(("netty-", TRANSPORT))]
        class_path = os.pathsep.join(
            map(str, (*(file for file in server if file not in transport), ours / "launch.jar"))
        )

        def arguments(node: LocalElasticsearch) -> tuple[str, ...]:
            node._lay_out(transport, ours / "node.jar", jars.server_version(pinned))
            return node._arguments(class_path)

        quick = class_archive(
            self.cache,
            java=java,
            flags=JVM_FLAGS,
            class_path=class_path,
            trainee=lambda home, port: arguments(replace(self, home=home, port=port, heap="512m")),
            say=say,
        )
        return (str(java), *JVM_FLAGS, *([f"-XX:SharedArchiveFile={quick}"] if quick else []), *arguments(self))

    def _lay_out(self, transport: Sequence[Path], node: Path, version: str) -> None:
        for folder in ("config", "data", "logs", "plugins", "tmp"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "config" / "log4j2.properties").write_text(LOG_SETTINGS)
        shutil.rmtree(self.home / "modules", ignore_errors=True)  # of another version, perhaps
        carrier = next(file for file in transport if file.name.startswith(TRANSPORT))
        self._add_module(TRANSPORT, _transport_descriptor(carrier), transport)
        self._add_module("newsloom-node", DESCRIPTOR.format(version=version), [node])

    def _add_module(self, module: str, descriptor: str, files: Sequence[Path]) -> None:
        """A module is a folder of descriptor and jars: Elasticsearch wants none of its classes on the class path."""
        folder = self.home / "modules" / module
        folder.mkdir(parents=True)
        (folder / "plugin-descriptor.properties").write_text(descriptor)
        for file in files:
            (folder / file.name).symlink_to(file.absolute())

    def _arguments(self, class_path: str) -> tuple[str, ...]:
        settings = {
            "cluster.name": "newsloom",
            "node.name": "newsloom",
            "discovery.type": "single-node",
            "http.host": self.host,
            "http.port": self.port,
            "transport.host": "127.0.0.1",
            "transport.port": 0,
            # Our collector lets a small heap fill up with garbage before it clears it, and the breaker that reads the
            # heap's real size refuses requests until then: seen at a bulk load, for two minutes.
            "indices.breaker.total.use_real_memory": "false",
            # For each facet it would make a query of each value, in each index anew, to find out that words were asked
            # for and nothing can be saved: a third of the time of a search over 25 months.
            "search.aggs.rewrite_to_filter_by_filter": "false",
            # The usual shares of the disk stop a laptop's node that has many gigabytes left.
            "cluster.routing.allocation.disk.watermark.low": "3gb",
            "cluster.routing.allocation.disk.watermark.high": "2gb",
            "cluster.routing.allocation.disk.watermark.flood_stage": "1gb",
        }
        return (
            f"-Xms{self.heap}",
            f"-Xmx{self.heap}",
            f"-Djava.io.tmpdir={self.home / 'tmp'}",
            "-cp",
            class_path,
            "newsloom.launch.Launcher",
            str(self.home),
            *(f"{name}={value}" for name, value in settings.items()),
        )


def _transport_descriptor(jar: Path) -> str:
    """The descriptor that the jar carries, without its module name: our server has no module layer to load it into."""
    with zipfile.ZipFile(jar) as packed:
        text = packed.read(f"META-INF/es-plugins/{TRANSPORT}/plugin-descriptor.properties").decode()
    return "".join(
        f"{line}\n" for line in text.splitlines() if not line.startswith(("#", "modulename")) and line.strip()
    )
