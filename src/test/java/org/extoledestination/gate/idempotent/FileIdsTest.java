package org.extoledestination.gate.idempotent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.start.StartRefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

class FileIdsTest extends DeliveredIdsRules {

    private Path files = Path.of("");

    @TempDir
    private Path elsewhere;

    @Override
    IdStore open(Path folder) {
        files = folder.resolve("delivered-ids");
        return new FileIds(files, REMEMBER, clock);
    }

    @AfterEach
    void close() {
        fileIds().close();
    }

    private FileIds fileIds() {
        return (FileIds) store;
    }

    @Test
    void idsOutliveTheProcess() {
        ids.add("segment:m-1");
        fileIds().close();

        store = new FileIds(files, REMEMBER, clock);

        assertThat(store.known(Set.of("segment:m-1", "segment:m-2"))).containsExactly("segment:m-1");
    }

    @Test
    void whatIsRecordedIsInTheFilesAtOnceForAKillAsksNobody() throws Exception {
        ids.add("segment:m-1");
        Path asTheKillLeftThem = elsewhere.resolve("copy/delivered-ids");
        FileSystemUtils.copyRecursively(files, asTheKillLeftThem);

        try (FileIds after = new FileIds(asTheKillLeftThem, REMEMBER, clock)) {
            assertThat(after.known(Set.of("segment:m-1"))).hasSize(1);
        }
    }

    @Test
    void anOldIdGivesItsRoomBack() throws Exception {
        List<byte[]> id = List.of("segment:m-1".getBytes(StandardCharsets.UTF_8));
        try (RocksDbFiles shortLived =
                RocksDbFiles.open(elsewhere.resolve("short/delivered-ids"), Duration.ofSeconds(1), true)) {
            shortLived.put(id, new byte[Long.BYTES]);

            await().untilAsserted(() -> {
                shortLived.rocksDb().compactRange();
                assertThat(shortLived.get(id)).containsOnlyNulls();
            });
        }
    }

    @Test
    void afterAFailureTheFilesAreOpenedAgainWithAllThatTheyHeld() throws Exception {
        ids.add("segment:before");
        Path away = elsewhere.resolve("away");
        Files.move(files, away);

        assertThatThrownBy(this::recordMoreThanAFileHolds)
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("The delivered ids in " + files + " cannot be used: ");
        assertThatThrownBy(() -> ids.contains("segment:before")).isInstanceOf(DataAccessException.class);

        FileSystemUtils.deleteRecursively(files);
        Files.move(away, files);
        assertThat(ids.contains("segment:before")).isTrue();
        assertThat(ids.add("segment:after")).isTrue();
    }

    private void recordMoreThanAFileHolds() {
        for (int block = 0; block < 100; block++) {
            int first = block * 10_000;
            store.record(IntStream.range(first, first + 10_000)
                    .mapToObj(each -> "segment:m-" + each)
                    .toList());
        }
    }

    @Test
    void moreIdsThanFitIntoOneWriteAreForgottenToo() {
        List<String> many =
                IntStream.range(0, 25_000).mapToObj(i -> "segment:m-" + i).toList();
        store.record(many);

        ids.clear();

        assertThat(ids.known(many)).isEmpty();
    }

    @Test
    void filesThatAreOpenElsewhereAreNotOpened() {
        assertThatThrownBy(() -> new FileIds(files, REMEMBER, clock))
                .hasMessageContaining("The delivered ids in " + files + " cannot be opened: ")
                .asInstanceOf(type(StartRefusedException.class))
                .satisfies(e -> assertThat(e.action()).startsWith("If another process has them open, stop it"));
    }

    @Test
    void damagedFilesAreNotTakenForEmptyOnes() throws Exception {
        ids.add("segment:m-1");
        fileIds().close();
        Files.writeString(files.resolve("CURRENT"), "MANIFEST-999999\n");

        assertThatThrownBy(() -> new FileIds(files, REMEMBER, clock))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("cannot be opened");
    }

    @Test
    void whereTheLibraryCannotBePutTheAnswerSaysWhatToDo() throws Exception {
        Files.writeString(elsewhere.resolve("native"), "in its way");

        assertThatThrownBy(() -> new FileIds(elsewhere.resolve("delivered-ids"), REMEMBER, clock))
                .hasMessageContaining("cannot be loaded from " + elsewhere.resolve("native"))
                .asInstanceOf(type(StartRefusedException.class))
                .satisfies(e -> assertThat(e.action()).contains("delivery.ids-in"));
    }

    @Test
    void afterItsEndItAnswersWithAnErrorAndTheProcessLivesOn() {
        fileIds().close();

        assertThatThrownBy(() -> store.known(Set.of("segment:m-1"))).isInstanceOf(DataAccessException.class);
        fileIds().close();
    }

    @Test
    void itTakesUpNoMoreFilesThanItNeeds() throws IOException {
        for (int i = 0; i < 20; i++) {
            fileIds().close();
            store = new FileIds(files, REMEMBER, clock);
        }

        try (Stream<Path> all = Files.list(files)) {
            assertThat(all.count()).isLessThan(20);
        }
    }

    @Test
    void idsOfTheDatabaseAreMovedWithTheirTimes() {
        JdbcClient database = database(elsewhere);
        DatabaseIds table = new DatabaseIds(database, new DurableWrites(database, true), REMEMBER, clock);
        List<String> old = IntStream.range(0, 10_001).mapToObj(i -> "old:" + i).toList();
        table.record(old);
        clock.move(Duration.ofDays(29));
        table.record(Set.of("young:1"));

        assertThat(table.moveTo(fileIds())).isEqualTo(10_002);

        assertThat(store.known(old)).hasSize(10_001);
        assertThat(table.known(old)).isEmpty();
        assertThat(table.moveTo(fileIds())).isZero();
        clock.move(Duration.ofDays(2));
        assertThat(store.known(old)).isEmpty();
        assertThat(store.known(Set.of("young:1"))).hasSize(1);
    }
}
