package org.extoledestination.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.extoledestination.sandbox.SandboxClient.encoded;
import static org.extoledestination.sandbox.SandboxClient.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import org.extoledestination.sandbox.SandboxClient.Reply;
import org.extoledestination.support.SandboxChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonsTest {
    private final Sandbox sandbox = Sandbox.start(SandboxChange.with("requestsPerMinute", 0));
    private final SandboxClient client = new SandboxClient(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void personIsMadeAndReadAndFound() {
        Reply made = client.post("/v5/persons", quoted("{'identity_key_value':' Ada@Example.com '}"));

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.json().fieldNames())
                .toIterable()
                .containsExactly("id", "identity_id", "identity_key", "identity_key_value", "locale", "version");
        assertThat(made.field("identity_key")).isEqualTo("email");
        assertThat(made.field("identity_key_value")).isEqualTo("ada@example.com");
        assertThat(client.get("/v5/persons/" + made.field("id")).json()).isEqualTo(made.json());
        assertThat(client.get("/v5/persons?identity_key_value=" + encoded("ADA@example.com"))
                        .json())
                .containsExactly(made.json());
        assertThat(client.get("/v5/persons?identity_key_value=nobody%40example.com")
                        .json())
                .isEmpty();
    }

    @Test
    void personsAreFoundByPartnerUserId() {
        String both = client.post("/v6/events/x", quoted("{'email':'ada@example.com','partner_user_id':'u-1'}"))
                .field("person_id");
        String other = client.post("/v6/events/x", quoted("{'email':'eve@example.com','partner_user_id':'u-1'}"))
                .field("person_id");

        assertThat(client.get("/v5/persons?person_keys=partner_user_id:u-1").json())
                .extracting(person -> person.get("id").asText())
                .containsExactly(both, other);
        assertThat(client.get("/v5/persons?person_keys=partner_user_id:u-1&person_keys=email:eve%40example.com")
                        .json())
                .extracting(person -> person.get("id").asText())
                .containsExactly(other);
        assertThat(client.get("/v5/persons?person_keys=partner_user_id:u-1&limit=1&offset=1")
                        .json())
                .extracting(person -> person.get("id").asText())
                .containsExactly(other);
        assertThat(client.get("/v5/persons?person_keys=shoe_size:44").json()).isEmpty();
    }

    @Test
    void badSearchIsRefused() {
        assertThat(client.get("/v5/persons?person_keys=u-1").code()).isEqualTo("value_does_not_follow_pattern");
        assertThat(client.get("/v5/persons?limit=many").code()).isEqualTo("binding_error");
    }

    @Test
    void identityKeyValueCanBeChangedUnlessItIsTaken() {
        String ada = create("ada@example.com");
        create("eve@example.com");

        assertThat(client.put("/v5/persons/" + ada, quoted("{'identity_key_value':'eve@example.com'}"))
                        .code())
                .isEqualTo("identity_key_value_already_taken");
        assertThat(client.put("/v5/persons/" + ada, "{}").field("identity_key_value"))
                .isEqualTo("ada@example.com");
        assertThat(client.put("/v5/persons/" + ada, quoted("{'identity_key_value':'ada@example.org'}"))
                        .field("identity_key_value"))
                .isEqualTo("ada@example.org");
        assertThat(client.get("/v5/persons?identity_key_value=ada%40example.com")
                        .json())
                .isEmpty();
    }

    @Test
    void takenOrUnsoundIdentityKeyValueMakesNobody() {
        create("ada@example.com");

        Reply taken = client.post("/v5/persons", quoted("{'identity_key_value':'ADA@example.com'}"));

        assertThat(taken.status()).isEqualTo(400);
        assertThat(taken.code()).isEqualTo("identity_key_value_already_taken");
        assertThat(client.post("/v5/persons", quoted("{'identity_key_value':'ada'}"))
                        .code())
                .isEqualTo("invalid_key_value");
        assertThat(client.post("/v5/persons", "{}").code()).isEqualTo("invalid_key_value");
        assertThat(client.show("persons")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"GET,", "PUT,", "GET,/data", "POST,/data", "PUT,/data/size", "DELETE,/data/size"})
    void unknownPersonIsForbiddenNotMissing(String method, String rest) {
        String path = "/v5/persons/42" + (rest == null ? "" : rest);

        Reply actual = client.send(client.json(path)
                .method(
                        method,
                        BodyPublishers.ofString(
                                quoted("{'identity_key_value':'a@example.com','name':'size','value':1}"))));

        assertThat(actual.status()).isEqualTo(403);
        assertThat(actual.code()).isEqualTo("person_not_found");
        assertThat(actual.json().at("/parameters/person_id").asText()).isEqualTo("42");
    }

    @Test
    void datumIsAddedChangedAndRemoved() {
        String data = "/v5/persons/" + create("ada@example.com") + "/data";

        Reply added = client.post(data, quoted("{'name':'size','value':44}"));
        Reply changed = client.put(data + "/size", quoted("{'value':[45,46],'scope':'CLIENT'}"));
        Reply rescoped = client.put(data + "/size", quoted("{'scope':'PUBLIC'}"));
        Reply removed = client.delete(data + "/size");

        assertThat(added.json().fieldNames())
                .toIterable()
                .containsExactly("id", "name", "value", "scope", "created_date", "updated_date");
        assertThat(added.field("scope")).isEqualTo("PRIVATE");
        assertThat(changed.json().get("value")).hasToString("[45,46]");
        assertThat(changed.field("scope")).isEqualTo("CLIENT");
        assertThat(changed.field("id")).isEqualTo(added.field("id"));
        assertThat(changed.field("created_date")).isEqualTo(added.field("created_date"));
        assertThat(rescoped.json().get("value")).hasToString("[45,46]");
        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.json()).isEqualTo(rescoped.json());
        assertThat(client.get(data).json().has("size")).isFalse();
    }

    @Test
    void dataIsListedByNameWithTheProfileAndCanBeNarrowed() {
        String id = client.post(
                        "/v6/events/identify",
                        quoted("{'email':'ada@example.com','first_name':'Ada','partner_user_id':'u-1','size':44}"))
                .field("person_id");
        String data = "/v5/persons/" + id + "/data";
        client.post(data, quoted("{'name':'tier','value':'gold','scope':'CLIENT'}"));

        JsonNode all = client.get(data).json();

        assertThat(all.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("email", "partner_user_id", "first_name", "size", "tier");
        assertThat(all.at("/email/value").asText()).isEqualTo("ada@example.com");
        assertThat(names(data + "?scopes=CLIENT")).containsExactly("tier");
        assertThat(names(data + "?scopes=PUBLIC&scopes=CLIENT"))
                .containsExactlyInAnyOrder("first_name", "size", "tier");
        assertThat(names(data + "?names=size,tier")).containsExactly("size", "tier");
        assertThat(names(data + "?offset=1&limit=2")).hasSize(2);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'name':'tier','value':1}                  | data_already_exists
            {'name':'email','value':'x@example.com'}   | data_already_exists
            {'name':'partner_user_id','value':'u-1'}   | read_only_name
            {'name':' ','value':1}                     | invalid_name
            {'value':1}                                | invalid_name
            {'name':'size'}                            | invalid_value
            {'name':'size','value':null}               | invalid_value
            {'name':'size','value':1,'scope':'SECRET'} | invalid_json_malformed
            """)
    void badDatumIsRefusedWithItsReason(String body, String code) {
        String data = "/v5/persons/" + create("ada@example.com") + "/data";
        client.post(data, quoted("{'name':'tier','value':'gold'}"));

        Reply actual = client.post(data, quoted(body));

        assertThat(actual.status()).isEqualTo(400);
        assertThat(actual.code()).isEqualTo(code);
    }

    @Test
    void datumThatIsTooLongIsRefused() {
        String data = "/v5/persons/" + create("ada@example.com") + "/data";

        assertThat(client.post(data, quoted("{'name':'" + "n".repeat(201) + "','value':1}"))
                        .code())
                .isEqualTo("data_name_length_out_of_range");
        assertThat(client.post(data, quoted("{'name':'n','value':'" + "v".repeat(2001) + "'}"))
                        .code())
                .isEqualTo("data_value_length_out_of_range");
    }

    @Test
    void missingDatumAndKeysCannotBeChanged() {
        String data = "/v5/persons/" + create("ada@example.com") + "/data";

        assertThat(client.put(data + "/size", quoted("{'value':1}")).code()).isEqualTo("data_not_found");
        assertThat(client.delete(data + "/size").code()).isEqualTo("data_not_found");
        assertThat(client.put(data + "/email", quoted("{'value':'x'}")).code()).isEqualTo("read_only_name");
        assertThat(client.delete(data + "/email").code()).isEqualTo("read_only_name");
    }

    private String create(String email) {
        return client.post("/v5/persons", quoted("{'identity_key_value':'" + email + "'}"))
                .field("id");
    }

    private Iterable<String> names(String path) {
        return () -> client.get(path).json().fieldNames();
    }
}
