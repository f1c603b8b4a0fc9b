@example-session @notification @presence
Feature: Example session 7: more presence changes

  Alice's client says that she is idle and that she is back. Bob goes offline. Carol becomes busy and takes another name.

  Scenario Outline: Alice walks away and comes back, the kit plays the <kit>
    Given the kit plays the <kit>
    And the accounts stand as in the example session
    And these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
      | Carol   | IDL    | 268435492 |
    And Alice is online
    When Alice goes idle:
      """
      # C-CHG-01 C-CHG-02
      >>> CHG <idle=12> IDL <rest-client-id=0>\r\n
      # S-CHG-01
      <<< CHG <idle> IDL <rest-client-id>\r\n
      """
    And Bob goes offline:
      """
      # S-PRS-02
      <<< FLN <bob=bob@passport.com>\r\n
      """
    And Alice comes back:
      """
      # C-CHG-01 C-CHG-02
      >>> CHG <back=13> NLN <rest-client-id=0>\r\n
      # S-CHG-01
      <<< CHG <back> NLN <rest-client-id>\r\n
      """
    Then Alice still answers
    And Alice's client knows these contacts (S-PRS-01, C-PRS-03):
      | contact | status |
      | Bob     | FLN    |
      | Carol   | IDL    |

    @certify-client @C-CHG-01 @C-CHG-02 @C-CHG-03 @C-PRS-03
    Examples:
      | kit    |
      | server |

    @certify-server @S-CHG-01 @S-CHG-07 @S-PRS-01 @S-PRS-02 @S-PRS-05 @S-PRS-06 @S-PRS-07
    Examples:
      | kit    |
      | client |

  Scenario Outline: Carol becomes busy under a new name, the kit plays the <kit>
    Given the kit plays the <kit>
    And the accounts stand as in the example session
    And these contacts are online:
      | contact | status | client id |
      | Carol   | IDL    | 268435492 |
    And Alice is online
    When Carol becomes busy under the name Caroline:
      """
      # S-PRS-01 S-PRS-11
      <<< NLN BSY <carol=carol@passport.com> <carol-name=Caroline> 268435492\r\n
      """
    Then Alice's client knows these contacts (S-PRS-01, C-PRS-03):
      | contact | status |
      | Carol   | BSY    |
    And Alice still answers

    @certify-client @C-PRS-03 @C-PRS-05
    Examples:
      | kit    |
      | server |

    @certify-server @S-PRS-01 @S-PRS-11
    Examples:
      | kit    |
      | client |
