@example-session @notification @presence @lists
Feature: Example session 5: initial presence

  Alice becomes visible and, in the same segment, allows Fred to see her. The answer to the ADD comes between the lines of presence.

  Scenario Outline: Alice becomes visible and allows Fred, the kit plays the <kit>
    Given the kit plays the <kit>
    And the accounts stand as in the example session
    And these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
      | Carol   | IDL    | 268435492 |
      | Dave    | BSY    | 268435492 |
    And Alice is signed in and synchronised
    When Alice becomes visible and allows Fred:
      """
      # CHG C-CHG-01 C-CHG-02 ADD C-SYN-12 C-LST-01
      >>> CHG <chg=9> <status=NLN> <rest-client-id=0>\r\n
          ADD <add=10> AL <fred=fred@passport.com> <fred-nickname=Fred>\r\n
      # CHG S-CHG-01 ILN S-CHG-02 S-PRS-11
      <<< CHG <chg> <status> <rest-client-id>\r\n
          ILN <chg> NLN <bob=bob@passport.com> <bob-name=Bob> 24\r\n
          ILN <chg> IDL <carol=carol@passport.com> <carol-name=Carol> 268435492\r\n
      # Q-16: the original has a 1 behind Fred
      # Q-17: the original names Emily, who is in no list, in place of Dave
      # ADD S-ADD-01 S-PRS-12 ILN S-CHG-02 S-PRS-11
      <<< ADD <add> AL <version=28> <fred> <fred-nickname>\r\n
          ILN <chg> BSY <dave=dave@passport.com> <dave-name=Dave> 268435492\r\n
      """
    Then Alice still answers
    And Alice's client knows these contacts (S-CHG-02, C-PRS-01):
      | contact | lists | status |
      | Bob     |       | NLN    |
      | Carol   |       | IDL    |
      | Dave    |       | BSY    |
      | Fred    | AL,RL |        |

    @certify-client @C-CHG-01 @C-CHG-02 @C-CHG-03 @C-PRS-01 @C-LST-01 @C-LST-06 @C-SYN-12 @C-TRI-01 @C-TRI-02 @X-FRM-07
    Examples:
      | kit    |
      | server |

    @certify-server @S-CHG-01 @S-CHG-02 @S-CHG-03 @S-PRS-07 @S-PRS-11 @S-PRS-12 @S-ADD-01 @S-VRS-01 @X-FRM-07
    Examples:
      | kit    |
      | client |
