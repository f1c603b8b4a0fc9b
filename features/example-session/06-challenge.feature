@example-session @notification @challenge
Feature: Example session 6: the challenge

  The server asks for a digest that only a client with a known id and key can give.

  Scenario Outline: Alice answers a challenge, the kit plays the <kit>
    Given the kit plays the <kit>
    And Alice is signed in and synchronised
    When Alice becomes visible:
      """
      # C-CHG-01
      >>> CHG <chg=9> <status=NLN> <rest-client-id=0>\r\n
      # S-CHG-01
      <<< CHG <chg> <status> <rest-client-id>\r\n
      """
    And the server challenges Alice:
      """
      # S-CHL-01
      <<< CHL 0 <challenge=29409134351025259292>\r\n
      # C-CHL-01
      >>> QRY <qry=11> <product=msmsgs@msnmsgr.com> 32\r\n
          <digest=d0c1178c689350104350d99f8c36ed9c>
      # Q-19: the original lacks the line end
      # S-CHL-02
      <<< QRY <qry>\r\n
      """
    Then Alice still answers

    @certify-client @C-CHL-01 @C-CHL-04 @X-FRM-04
    Examples:
      | kit    |
      | server |

    @certify-server @S-CHL-01 @S-CHL-02 @S-CHL-06
    Examples:
      | kit    |
      | client |
