package org.extoledestination.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.extoledestination.sandbox.SandboxClient.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import org.extoledestination.support.SandboxChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private final Sandbox sandbox = Sandbox.start(SandboxChange.with("requestsPerMinute", 0));
    private final SandboxClient client = new SandboxClient(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void emailIsComparedTrimmedAndInLowerCase() {
        String first = send("{'email':' Ada@Example.com '}");
        String second = send("{'email':'ada@example.com'}");

        assertThat(second).isEqualTo(first);
        assertThat(onlyPerson().get("email").asText()).isEqualTo("ada@example.com");
    }

    @Test
    void emailBeatsPartnerUserId() {
        String ada = send("{'email':'ada@example.com','partner_user_id':'u-1'}");
        String eve = send("{'email':'eve@example.com','partner_user_id':'u-2'}");

        assertThat(send("{'email':'ada@example.com','partner_user_id':'u-2'}")).isEqualTo(ada);
        assertThat(eve).isNotEqualTo(ada);
    }

    @Test
    void personIdBeatsEmail() {
        String ada = send("{'email':'ada@example.com'}");
        send("{'email':'eve@example.com'}");

        assertThat(send("{'person_id':" + ada + ",'email':'eve@example.com'}")).isEqualTo(ada);
        assertThat(send("{'person_id':'" + ada + "','email':'new@example.com'}"))
                .isEqualTo(ada);
        assertThat(client.show("persons"))
                .extracting(person -> person.get("email").asText())
                .containsExactly("ada@example.com", "eve@example.com");
    }

    @Test
    void newEmailGoesToThePartnerUserIdThatHasNoneYet() {
        String known = send("{'partner_user_id':'u-1'}");

        assertThat(send("{'email':'ada@example.com','partner_user_id':'u-1'}")).isEqualTo(known);
        assertThat(onlyPerson().get("email").asText()).isEqualTo("ada@example.com");
    }

    @Test
    void secondEmailOfAPartnerUserIdIsASecondPerson() {
        String first = send("{'email':'ada@example.com','partner_user_id':'u-1'}");
        String second = send("{'email':'ada@example.org','partner_user_id':'u-1'}");

        assertThat(second).isNotEqualTo(first);
        assertThat(client.show("persons"))
                .extracting(person -> person.get("partner_user_id").asText())
                .containsExactly("u-1", "u-1");
        assertThat(send("{'partner_user_id':'u-1'}")).isEqualTo(second);
    }

    @Test
    void anonymousEventsGroupAndFollowTheVisitorWhoSignsUp() {
        String visitor = send("{'partner_anonymous_id':'a-1'}");

        assertThat(send("{'partner_anonymous_id':'a-1'}")).isEqualTo(visitor);
        assertThat(send("{'partner_anonymous_id':'a-1','email':'ada@example.com'}"))
                .isEqualTo(visitor);
        assertThat(send("{'partner_anonymous_id':'a-1','email':'eve@example.com'}"))
                .isNotEqualTo(visitor);
        assertThat(client.show("persons").get(0).get("parameters")).isEmpty();
    }

    @Test
    void eventWithoutAnyKeyMakesAnAnonymousPerson() {
        assertThat(send("{}")).isNotEqualTo(send("{}"));
        assertThat(client.show("persons").get(0).toString())
                .contains(quoted(
                        "'email':null,'partner_user_id':null,'first_name':null,'last_name':null,'parameters':{}"));
    }

    @Test
    void namesOfAnyEventGoToThePerson() {
        send("{'email':'ada@example.com','first_name':'Ada','last_name':'Byron','cart_value':'42.50'}");
        send("{'email':'ada@example.com','last_name':null}");

        assertThat(onlyPerson().get("first_name").asText()).isEqualTo("Ada");
        assertThat(onlyPerson().get("last_name").isNull()).isTrue();
        assertThat(onlyPerson().get("parameters")).isEmpty();
    }

    @Test
    void otherKeysOfAnIdentifyBecomePublicParametersAndNullRemovesThem() {
        client.post(
                "/v6/events/Identify",
                quoted(
                        "{'email':'ada@example.com','size':44,'tags':['a'],'vip':true,'labels':'x','source':'s','container':'test',"
                                + "'event_time':'2026','required_labels':'r','extole_app_type':'e','segment_message_id':'m','partner_anonymous_id':'a-1'}"));
        client.post("/v6/events/identify", quoted("{'email':'ada@example.com','size':null,'vip':false}"));

        assertThat(onlyPerson().get("parameters"))
                .hasToString(
                        quoted("{'tags':{'value':['a'],'scope':'PUBLIC'},'vip':{'value':false,'scope':'PUBLIC'}}"));
    }

    @Test
    void otherKeysOfAnIdentifyAreIgnoredWhereTraitsAreNotPublic() {
        try (Sandbox strict = Sandbox.start(SandboxChange.with("publicTraits", false))) {
            SandboxClient strictClient = new SandboxClient(strict);

            strictClient.post(
                    "/v6/events/identify", quoted("{'email':'ada@example.com','first_name':'Ada','size':44}"));

            JsonNode actual = strictClient.show("persons").get(0);
            assertThat(actual.get("first_name").asText()).isEqualTo("Ada");
            assertThat(actual.get("parameters")).isEmpty();
        }
    }

    @Test
    void asyncIdentifyChangesThePersonInTheOrderItCame() {
        for (int i = 1; i <= 50; i++) {
            client.post("/v6/async-events/identify", quoted("{'email':'ada@example.com','visits':" + i + "}"));
        }

        await().untilAsserted(() ->
                assertThat(onlyPerson().at("/parameters/visits/value").asInt()).isEqualTo(50));
    }

    @Test
    void erasureByPartnerUserIdRemovesEveryoneWhoHasIt() {
        send("{'email':'ada@example.com','partner_user_id':'u-1'}");
        send("{'email':'ada@example.org','partner_user_id':'u-1'}");
        send("{'email':'eve@example.com','partner_user_id':'u-2'}");

        var actual = client.post("/v4/erasures", quoted("{'partner_user_id':'u-1','note':'case 7'}"));

        assertThat(actual.status()).isEqualTo(200);
        assertThat(actual.json().fieldNames()).toIterable().containsExactly("id", "status", "note", "created_date");
        assertThat(actual.field("status")).isEqualTo("COMPLETED");
        assertThat(actual.field("note")).isEqualTo("case 7");
        assertThat(onlyPerson().get("email").asText()).isEqualTo("eve@example.com");
        assertThat(client.get("/v5/persons?identity_key_value=ada%40example.com")
                        .json())
                .isEmpty();
    }

    @Test
    void erasedPersonComesBackAsANewPerson() {
        String before = send("{'email':'ada@example.com','partner_user_id':'u-1','partner_anonymous_id':'a-1'}");
        client.post("/v4/erasures", quoted("{'email':' ADA@example.com'}"));

        assertThat(client.show("persons")).isEmpty();
        assertThat(client.get("/v5/persons/" + before).code()).isEqualTo("person_not_found");
        assertThat(send("{'partner_anonymous_id':'a-1'}")).isNotEqualTo(before);
        assertThat(send("{'person_id':'" + before + "','partner_user_id':'u-1'}"))
                .isNotEqualTo(before);
        assertThat(send("{'email':'ada@example.com'}")).isNotEqualTo(before);
    }

    @Test
    void erasureOfSomebodyUnknownIsCompletedToo() {
        assertThat(client.post("/v4/erasures", quoted("{'partner_user_id':'nobody'}"))
                        .field("status"))
                .isEqualTo("COMPLETED");
    }

    @Test
    void erasureShowsOnlyTheKeyItWasAskedForBy() {
        client.post("/v4/erasures", quoted("{'partner_user_id':'u-1','note':'case 7'}"));
        client.post("/v4/erasures", quoted("{'email':'ada@example.com'}"));

        JsonNode actual = client.show("erasures");
        assertThat(actual.get(0).fieldNames())
                .toIterable()
                .containsExactly("partner_user_id", "note", "status", "created_date");
        assertThat(actual.get(1).fieldNames()).toIterable().containsExactly("email", "note", "status", "created_date");
        assertThat(actual.get(1).get("note").isNull()).isTrue();
    }

    @Test
    void erasureOfNobodyOrOfABadAddressIsRefused() {
        assertThat(client.post("/v4/erasures", quoted("{'note':'x'}")).code()).isEqualTo("empty_request");
        assertThat(client.post("/v4/erasures", quoted("{'email':null}")).code()).isEqualTo("empty_request");
        var actual = client.post("/v4/erasures", quoted("{'email':'ada'}"));
        assertThat(actual.status()).isEqualTo(400);
        assertThat(actual.code()).isEqualTo("invalid_erasure_email");
        assertThat(actual.json().at("/parameters/email").asText()).isEqualTo("ada");
        assertThat(client.post("/v4/erasures", "").code()).isEqualTo("missing_request_body");
        assertThat(client.show("erasures")).isEmpty();
    }

    private String send(String data) {
        return client.post("/v6/events/visited", quoted(data)).field("person_id");
    }

    private JsonNode onlyPerson() {
        JsonNode persons = client.show("persons");
        assertThat(persons).hasSize(1);
        return persons.get(0);
    }
}
