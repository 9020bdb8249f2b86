package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.extoledestination.event.Person;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The console in a real browser, as wide as a desk and as a phone, light and dark. Pictures: target/console. */
@Tag("slow")
class ConsoleBrowserTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path PICTURES = Path.of("target/console");
    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.isExecutable(CHROMIUM), "There is no /usr/bin/chromium: apt-get install chromium");
        Files.createDirectories(PICTURES);
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                Stream.of(
                                Visitor.user(0, "viewer", "viewer"),
                                Visitor.user(1, "operator", "operator"),
                                Visitor.user(2, "privacy", "privacy"))
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(java.util.Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        for (int i = 0; i < 12; i++) {
            application.post(
                    "/v1/track",
                    "{\"userId\": \"u-" + i + "\", \"event\": \"Order Completed\", \"messageId\": \"m-" + i
                            + "\", \"properties\": {\"order_id\": \"ord\", \"total\": \"much\", \"note\": \"for"
                            + " Zenobia\"}}");
        }
        application.post(
                "/v1/track",
                "{\"userId\": \"u-1\", \"event\": \"Order Completed\", \"messageId\": \"good\","
                        + " \"properties\": {\"order_id\": \"ord-1\", \"total\": 12.5}}");
        for (int from = 0; from < 1_200; from += 400) {
            ConsoleStoresTest.audience(application, "vip_buyers", true, from, 400);
        }
        ConsoleStoresTest.audience(application, "loyal", true, 0, 3);
        ConsoleStoresTest.send(application, "no JSON", "[1, 2]");
        Http.post(
                application.management("/actuator/suppressions/"
                        + Person.ofUserId("u-suppressed").fingerprint()),
                "",
                "{}");
        Http.post(
                application.management("/actuator/import"),
                "",
                "{\"run\": \"1\", \"position\": 250, \"size\": 1000, \"events\": \"no JSON\"}");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> application.deadLetters().size() >= 12
                        && Http.get(application.management("/actuator/traces/good"))
                                        .statusCode()
                                == 200);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            playwright.close();
            application.close();
            sandbox.close();
        }
    }

    private static BrowserContext signedIn(String user, int width, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, width < 600 ? 844 : 900)
                .setColorScheme(scheme)
                .setBaseURL(application.management("").toString()));
        Page page = context.newPage();
        page.navigate("/console");
        page.fill("[name=username]", user);
        page.fill("[name=password]", user + "-secret");
        page.press("[name=password]", "Enter");
        page.waitForSelector("h1:has-text('Overview')");
        page.close();
        return context;
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "390, LIGHT", "390, DARK"})
    void everyPageCanBeReadAndNothingInItIsBlocked(int width, ColorScheme scheme) {
        try (BrowserContext context = signedIn("operator", width, scheme)) {
            Page page = context.newPage();
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            long refused = Http.json(application.management("/actuator/refused"))
                    .at("/refused/0/id")
                    .asLong();
            long letter = application.deadLetters().path(0).path("id").asLong();
            for (String path : List.of(
                    "/mappings",
                    "/mappings/file?name=conversion.yaml",
                    "/mappings/try",
                    "/mappings/shadow",
                    "/routes",
                    "/routes/route?id=router",
                    "/routes/file?name=40-delivery.camel.yaml",
                    "",
                    "/find",
                    "/find?messageId=never-came",
                    "/find/good",
                    "/find/m-3",
                    "/tail",
                    "/audit",
                    "/dead-letters",
                    "/dead-letters?reason=unmappable&code=nothing",
                    "/dead-letters/" + letter,
                    "/dead-letters/confirm?action=replay",
                    "/dead-letters/transfer?reason=unmappable",
                    "/dead-letters/confirm?action=discard&id=" + letter,
                    "/delivery",
                    "/audiences",
                    "/parameters",
                    "/suppressions",
                    "/suppressions/confirm?action=add&person="
                            + Person.ofUserId("u-other").fingerprint(),
                    "/refused",
                    "/refused/" + refused,
                    "/refused/confirm?action=replay",
                    "/refused/confirm?action=discard&id=" + refused,
                    "/imports")) {
                page.navigate("/console" + path);
                page.waitForFunction("!document.querySelector('time') || document.querySelector('time .ago')");
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(PICTURES.resolve(
                                (path.isEmpty() ? "overview" : path.substring(1).replaceAll("[^a-z]+", "-")) + '-'
                                        + width + '-' + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png")));
                // It takes longer than all else: each width and each scheme once.
                if ((width < 600) == (scheme == ColorScheme.DARK)) {
                    assertThat(new AxeBuilder(page).analyze().getViolations())
                            .as("%s", path)
                            .filteredOn(each -> SERIOUS.contains(each.getImpact()))
                            .isEmpty();
                }
                assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                        .as("%s is no wider than the window", path)
                        .isEqualTo(true);
            }
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void theOverviewKeepsItselfUpToDate() {
        try (BrowserContext context = signedIn("viewer", 1280, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate("/console");
            String before = page.textContent(".journey li:first-child b");

            application.post("/v1/track", "{\"userId\": \"u-live\", \"event\": \"Seen\", \"messageId\": \"m-live\"}");

            page.waitForFunction(
                    "before => document.querySelector('.journey li:first-child b').textContent !== before", before);
        }
    }

    /** Longer than one request does. */
    @Test
    void aLongActionShowsHowFarItIsAndEndsByItself() {
        application.bean(JdbcTemplate.class).update("""
                INSERT INTO dead_letters (source, message_id, type, event_name, person, event, reason, code, detail, since,
                    state, state_since)
                SELECT 'segment', 'long-' || x, 'track', 'Long', 'p', '{}', 'refused', 'many', 'Told to test.',
                    CURRENT_TIMESTAMP, 'dead', CURRENT_TIMESTAMP
                FROM (SELECT "X" AS x FROM SYSTEM_RANGE(1, 12000))""");
        try (BrowserContext context = signedIn("operator", 1280, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            page.navigate("/console/dead-letters/confirm?action=discard&code=many");
            page.fill("[name=note]", "a test");
            page.click("button.danger");

            page.waitForSelector("[role=status]:has-text('5,000 of 12,000 discarded.')");
            page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("progress-1280-light.png")));
            page.waitForSelector("text=12,000 dead letters are discarded.");

            page.click("text=Undo");
            page.waitForSelector("text=12,000 dead letters are restored.");
            assertThat(complaints).isEmpty();
        } finally {
            application.bean(JdbcTemplate.class).update("DELETE FROM dead_letters WHERE code = 'many'");
        }
    }

    @Test
    void theTailShowsEventsAsTheyComeAndHoldsThemWhilePaused() {
        try (BrowserContext context = signedIn("viewer", 1280, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            page.navigate("/console/tail?event=Live");
            page.waitForSelector("#live-state.on");
            live("m-live-1");
            page.waitForSelector("#traces a[href='/console/find/m-live-1']");

            page.click("#tail-pause");
            live("m-live-2");
            page.waitForSelector("#tail-pause:has-text('1 came')");
            assertThat(page.querySelector("#traces a[href='/console/find/m-live-2']"))
                    .isNull();

            page.click("#tail-pause");
            page.waitForSelector("#traces tr:first-child a[href='/console/find/m-live-2']");
            page.click("#traces tr:first-child a");
            page.waitForSelector("h1:has-text('m-live-2')");
            assertThat(complaints).isEmpty();
        }
    }

    private static void live(String messageId) {
        application.post(
                "/v1/track", "{\"userId\": \"u-live\", \"event\": \"Live\", \"messageId\": \"" + messageId + "\"}");
    }

    @Test
    void theKeyboardIsEnough() {
        try (BrowserContext context = signedIn("operator", 1280, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate("/console/dead-letters");
            page.keyboard().press("/");
            assertThat(page.evaluate("document.activeElement.name")).isEqualTo("reason");
            page.keyboard().press("Tab");
            page.evaluate("document.activeElement.blur()");
            page.keyboard().press("?");
            page.waitForSelector("dialog[open]");
            page.keyboard().press("Escape");
            page.keyboard().press("j");
            page.keyboard().press("j");
            page.keyboard().press("k");
            page.keyboard().press("Enter");
            page.waitForSelector("h1:has-text('Dead letter ')");
        }
    }

    @Test
    void anOperatorDiscardsOneAndAViewerIsNotOfferedIt() {
        try (BrowserContext context = signedIn("operator", 1280, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate("/console/dead-letters");
            page.check("tbody tr:last-child [name=id]");
            page.click("text=Discard the marked");
            page.waitForSelector("h1:has-text('Discard 1 dead letter?')");
            page.fill("[name=note]", "of a test");
            page.click("button.danger");
            page.waitForSelector("text=1 dead letter is discarded.");
            look(page, "discarded");
            page.click("text=Show them");
            page.waitForSelector("text=Restore the marked");
            look(page, "of-a-discard");
            page.click("table[data-rows] td a");
            page.waitForSelector("text=it can be restored until then");
            page.goBack();
            page.goBack();
            page.click("button:has-text('Undo')");
            page.waitForSelector("text=1 dead letter is restored.");
        }
        try (BrowserContext context = signedIn("viewer", 1280, ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate("/console/dead-letters");
            assertThat(page.querySelectorAll("[name=id], .actions")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "390, DARK"})
    void anEventIsTriedOutWithoutJavaScript(int width, ColorScheme scheme) {
        try (BrowserContext context = signedIn("viewer", width, scheme)) {
            String cookies = context.storageState();
            try (BrowserContext plain = browser.newContext(new Browser.NewContextOptions()
                    .setJavaScriptEnabled(false)
                    .setStorageState(cookies)
                    .setViewportSize(width, 900)
                    .setColorScheme(scheme)
                    .setBaseURL(application.management("").toString()))) {
                Page page = plain.newPage();
                page.navigate("/console/mappings/try");
                page.click("main button.primary");
                assertThat(page.textContent("main")).contains("It would be sent:", "partner_conversion_id");
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(PICTURES.resolve("tried-" + width + ".png")));
            }
            Page page = context.newPage();
            page.navigate("/console/mappings/try");
            page.fill("textarea", "{\"type\": \"track\", nothing}");
            page.click("main button.primary");
            assertThat(page.textContent("[role=alert]")).contains("line 1, column");
            assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            assertThat(new AxeBuilder(page).analyze().getViolations())
                    .filteredOn(each -> SERIOUS.contains(each.getImpact()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "390, DARK"})
    void aLetterIsUnmaskedEditedAndReplayedAndMaskedAgain(int width, ColorScheme scheme) {
        SandboxView extole = new SandboxView(sandbox.uri());
        extole.fault("{\"match\": \"Spoilt\", \"status\": 400, \"code\": \"event_blocked\"}");
        String id = "spoilt-" + width;
        application.post(
                "/v1/track",
                "{\"userId\": \"u-e\", \"event\": \"Spoilt\", \"messageId\": \"" + id
                        + "\", \"properties\": {\"note\": \"for Zenobia\", \"total\": 12.5}}");
        await().until(() -> letter(id) > 0);
        extole.mend();
        try (BrowserContext context = signedIn("privacy", width, scheme)) {
            Page page = context.newPage();
            page.navigate("/console/dead-letters/" + letter(id));
            look(page, "refused-" + width);
            assertThat(page.content()).doesNotContain("Zenobia");
            page.fill("[name=unmask]", "ticket 4711");
            page.press("[name=unmask]", "Enter");
            page.waitForSelector("textarea");
            assertThat(page.inputValue("textarea")).contains("for Zenobia");
            page.fill(
                    "textarea",
                    page.inputValue("textarea").replace("Spoilt", "Mended").replace("12.5", "13"));
            page.click("text=Show what becomes of it");
            page.waitForSelector("h3:has-text('The edited event')");
            look(page, "edited-" + width);
            assertThat(page.evaluate("scrollY > 0"))
                    .as("what becomes of it is in sight")
                    .isEqualTo(true);
            page.click("text=Replay it edited");
            page.waitForSelector("text=1 dead letter is asked for again.");
            await().until(() -> letter(id) == 0);
        }
    }

    private static long letter(String messageId) {
        return Http.json(application.management("/actuator/deadletters?messageId=" + messageId))
                .at("/deadLetters/0/id")
                .asLong();
    }

    private static void look(Page page, String name) {
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve("letters-" + name + ".png")));
        assertThat(new AxeBuilder(page).analyze().getViolations())
                .as(name)
                .filteredOn(each -> SERIOUS.contains(each.getImpact()))
                .isEmpty();
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as("%s is no wider than the window", name)
                .isEqualTo(true);
    }

    @Test
    void theConsoleIsReadWithoutJavaScript() {
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setJavaScriptEnabled(false)
                .setBaseURL(application.management("").toString()))) {
            Page page = context.newPage();
            page.navigate("/console/dead-letters");
            page.fill("[name=username]", "viewer");
            page.fill("[name=password]", "viewer-secret");
            page.press("[name=password]", "Enter");

            assertThat(page.textContent("h1")).isEqualTo("Dead letters");
            assertThat(page.content())
                    .contains(Person.ofUserId("u-3").fingerprint().substring(0, 12))
                    .doesNotContain("Zenobia");
        }
    }
}
